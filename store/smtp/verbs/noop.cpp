// NOOP (RFC 5321 section 4.1.1.9): nothing, with any argument.

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> noop(Session&, std::string) {
  co_return Replies{reply(250, "2.0.0", "nothing done")};
}

}  // namespace

extern const Verb noop_verb{.name = "NOOP", .protocols = lmtp | submission, .run = noop};

}  // namespace store::smtp
