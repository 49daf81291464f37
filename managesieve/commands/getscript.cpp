// GETSCRIPT (RFC 5804 section 2.9).

#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> getscript(Session& session, Arguments arguments) {
  const auto script = co_await session.service().store.script(session.identity()->account, arguments[0].text);
  if (!script) co_return refusal(script.error());
  Reply reply = ok();
  reply.data = wire::managesieve::literal(script->text) + "\r\n";
  co_return reply;
}

}  // namespace

extern const Command getscript_command{
    .name = "GETSCRIPT", .takes = {{.kind = Takes::Kind::name}}, .run = getscript};

}  // namespace managesieve
