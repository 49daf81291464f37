// RSET (RFC 5321 section 4.1.1.5): forgets the open transaction.

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> rset(Session& session, std::string argument) {
  if (!argument.empty()) co_return Replies{reply(501, "5.5.4", "RSET takes no arguments")};
  session.reset();
  co_return Replies{reply(250, "2.0.0", "forgotten")};
}

}  // namespace

extern const Verb rset_verb{.name = "RSET", .protocols = lmtp | submission, .run = rset};

}  // namespace store::smtp
