// HELP (RFC 5321 section 4.1.1.8): names the verbs of this protocol.

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> help(Session& session, std::string) {
  std::string names = "commands:";
  for (const Verb* verb : verbs())
    if ((verb->protocols & session.protocol()) != 0) names += " " + std::string(verb->name);
  co_return Replies{reply(214, "2.0.0", std::move(names))};
}

}  // namespace

extern const Verb help_verb{.name = "HELP", .protocols = lmtp | submission, .run = help};

}  // namespace store::smtp
