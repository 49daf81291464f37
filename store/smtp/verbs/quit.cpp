// QUIT (RFC 5321 section 4.1.1.10): ends the session.

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> quit(Session& session, std::string argument) {
  if (!argument.empty()) co_return Replies{reply(501, "5.5.4", "QUIT takes no arguments")};
  session.end();
  co_return Replies{reply(221, "2.0.0", session.settings().host + " closes the connection")};
}

}  // namespace

extern const Verb quit_verb{.name = "QUIT", .protocols = lmtp | submission, .run = quit};

}  // namespace store::smtp
