// SETACTIVE (RFC 5804 section 2.8): the script that filters from now on, or none.

#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> setactive(Session& session, Arguments arguments) {
  const Service& service = session.service();
  store::ScriptChange change{.kind = store::ScriptChange::Kind::activate,
                             .name = std::move(arguments[0].text)};
  const bool none = change.name.empty();
  const auto changed = co_await service.store.put_script(session.identity()->account, std::move(change),
                                                         service.limits.scripts);
  if (!changed) co_return refusal(changed.error());
  session.log().info(none ? base::EventWord("script_deactivated") : base::EventWord("script_activated"));
  co_return ok();
}

}  // namespace

extern const Command setactive_command{
    .name = "SETACTIVE", .takes = {{.kind = Takes::Kind::active_name}}, .run = setactive};

}  // namespace managesieve
