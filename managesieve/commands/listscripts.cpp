// LISTSCRIPTS (RFC 5804 section 2.7).

#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> listscripts(Session& session, Arguments /*arguments*/) {
  const auto scripts = co_await session.service().store.scripts(session.identity()->account);
  if (!scripts) co_return refusal(scripts.error());
  Reply reply = ok();
  for (const store::Script& script : *scripts) {
    reply.data += wire::managesieve::string(script.name);
    reply.data += script.active ? " ACTIVE\r\n" : "\r\n";
  }
  co_return reply;
}

}  // namespace

extern const Command listscripts_command{.name = "LISTSCRIPTS", .takes = {}, .run = listscripts};

}  // namespace managesieve
