// CAPABILITY (RFC 5804 section 2.4).

#include "managesieve/capabilities.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> capability(Session& session, Arguments /*arguments*/) {
  Reply reply = ok();
  reply.data = capability_lines(session);
  co_return reply;
}

}  // namespace

extern const Command capability_command{
    .name = "CAPABILITY", .allowed_in = unauthenticated | authenticated, .takes = {}, .run = capability};

}  // namespace managesieve
