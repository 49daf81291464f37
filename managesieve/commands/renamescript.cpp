// RENAMESCRIPT (RFC 5804 section 2.11): an active script stays active.

#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> renamescript(Session& session, Arguments arguments) {
  const Service& service = session.service();
  store::ScriptChange change{.kind = store::ScriptChange::Kind::rename,
                             .name = std::move(arguments[0].text),
                             .new_name = std::move(arguments[1].text)};
  const auto changed = co_await service.store.put_script(session.identity()->account, std::move(change),
                                                         service.limits.scripts);
  if (!changed) co_return refusal(changed.error());
  co_return ok();
}

}  // namespace

extern const Command renamescript_command{.name = "RENAMESCRIPT",
                                          .takes = {{.kind = Takes::Kind::name}, {.kind = Takes::Kind::name}},
                                          .run = renamescript};

}  // namespace managesieve
