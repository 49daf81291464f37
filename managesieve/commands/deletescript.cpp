// DELETESCRIPT (RFC 5804 section 2.10): not the active one.

#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> deletescript(Session& session, Arguments arguments) {
  const Service& service = session.service();
  const auto account = session.identity()->account;
  store::ScriptChange change{.kind = store::ScriptChange::Kind::remove, .name = arguments[0].text};
  const auto changed = co_await service.store.put_script(account, std::move(change), service.limits.scripts);
  if (changed) co_return ok();
  // The store refuses to remove the active script, in the transaction that would.
  if (changed.error().code == base::Errc::denied)
    co_return no("ACTIVE", "you may not delete an active script");
  co_return refusal(changed.error());
}

}  // namespace

extern const Command deletescript_command{
    .name = "DELETESCRIPT", .takes = {{.kind = Takes::Kind::name}}, .run = deletescript};

}  // namespace managesieve
