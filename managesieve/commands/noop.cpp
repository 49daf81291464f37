// NOOP (RFC 5804 section 2.13): echoes its tag, resets the idle timer.

#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> noop(Session& /*session*/, Arguments arguments) {
  Reply reply = ok("NOOP completed");
  if (!arguments.empty()) {
    reply.response.code = "TAG";
    reply.response.argument = std::move(arguments[0].text);
  }
  co_return reply;
}

}  // namespace

extern const Command noop_command{.name = "NOOP",
                                  .allowed_in = unauthenticated | authenticated,
                                  .takes = {{.kind = Takes::Kind::text, .optional = true}},
                                  .run = noop};

}  // namespace managesieve
