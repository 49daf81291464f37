// UNAUTHENTICATE (RFC 5804 section 2.14.1): back to the state before AUTHENTICATE; TLS stays.

#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> unauthenticate(Session& session, Arguments /*arguments*/) {
  session.log_out();
  co_return ok();
}

}  // namespace

extern const Command unauthenticate_command{.name = "UNAUTHENTICATE", .takes = {}, .run = unauthenticate};

}  // namespace managesieve
