// VRFY (RFC 5321 section 3.5.3): 252 for every name; who exists is not told here.

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> vrfy(Session&, std::string argument) {
  if (argument.empty()) co_return Replies{reply(501, "5.5.4", "VRFY takes a name")};
  co_return Replies{reply(252, "2.5.0", "not verified, send the mail to find out")};
}

}  // namespace

extern const Verb vrfy_verb{.name = "VRFY", .protocols = lmtp | submission, .run = vrfy};

}  // namespace store::smtp
