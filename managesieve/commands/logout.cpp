// LOGOUT (RFC 5804 section 2.3).

#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> logout(Session& /*session*/, Arguments /*arguments*/) {
  Reply reply = ok("bye");
  reply.closes = true;
  co_return reply;
}

}  // namespace

extern const Command logout_command{
    .name = "LOGOUT", .allowed_in = unauthenticated | authenticated, .takes = {}, .run = logout};

}  // namespace managesieve
