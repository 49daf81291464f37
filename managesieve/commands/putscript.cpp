// PUTSCRIPT (RFC 5804 section 2.6): checks a script and stores it; never activates it.

#include "managesieve/checking.hpp"
#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"
#include "managesieve/space.hpp"

namespace managesieve {
namespace {

net::Task<Reply> putscript(Session& session, Arguments arguments) {
  const Service& service = session.service();
  const store::auth::Identity who = *session.identity();
  std::string name = std::move(arguments[0].text);
  std::string text = std::move(arguments[1].text);
  if (text.empty()) co_return no("", "a script must not be empty");
  Reply space = co_await space_for(service, who, name, text.size());
  if (space.response.status != Status::ok) co_return space;
  Reply checked = co_await check_script(service, who, text);
  if (checked.response.status != Status::ok) co_return checked;

  store::ScriptChange change{
      .kind = store::ScriptChange::Kind::put, .name = std::move(name), .text = std::move(text)};
  const auto stored =
      co_await service.store.put_script(who.account, std::move(change), service.limits.scripts);
  if (!stored) co_return refusal(stored.error());
  session.log().info("script_stored", {{"warnings", checked.response.code.empty() ? "no" : "yes"}});
  co_return checked;
}

}  // namespace

extern const Command putscript_command{.name = "PUTSCRIPT",
                                       .takes = {{.kind = Takes::Kind::name}, {.kind = Takes::Kind::script}},
                                       .run = putscript};

}  // namespace managesieve
