// STARTTLS (RFC 5804 section 2.2).

#include "managesieve/capabilities.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> starttls(Session& session, Arguments /*arguments*/) {
  if (session.connection().is_tls()) co_return bad("TLS is already in effect");
  if (!session.may_start_tls()) co_return no("", "TLS is not configured");
  co_await session.connection().write("OK \"begin TLS now\"\r\n");
  const auto deadline = session.in(session.service().limits.within_command);
  // What the client sent behind the command is discarded: it was not protected.
  const auto started = co_await session.connection().accept_tls(*session.service().tls, deadline);
  if (!started) {
    session.log().info("managesieve_starttls_failed",
                       {{"protocol", "managesieve"}, {"reason", started.error().text}});
    co_return bye("", "");
  }
  Reply reply = ok("TLS is in effect");
  reply.data = capability_lines(session);
  co_return reply;
}

}  // namespace

extern const Command starttls_command{
    .name = "STARTTLS", .allowed_in = unauthenticated, .takes = {}, .run = starttls};

}  // namespace managesieve
