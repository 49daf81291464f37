// LHLO (RFC 2033 section 4.1): the client's name in, our extensions out.

#include <algorithm>

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

/// A domain or an address literal, as far as it is safe in a Received field (RFC 5321 section 4.1.3).
bool is_host(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
    return c > ' ' && c != 0x7f && c != '(' && c != ')' && c != ';';
  });
}

net::Task<Replies> lhlo(Session& session, std::string argument) {
  if (!is_host(argument)) co_return Replies{reply(501, "5.5.4", "LHLO takes the name of the client")};
  session.greet(std::move(argument));
  Reply answer{.code = 250, .enhanced = "", .lines = {session.settings().host}};
  std::ranges::move(keywords(session.settings(), session.protocol()), std::back_inserter(answer.lines));
  co_return Replies{std::move(answer)};
}

}  // namespace

// The keywords that belong to no verb or parameter: how the whole session answers.
extern const Verb lhlo_verb{
    .name = "LHLO",
    .protocols = lmtp,
    .keywords = [](const Settings&) { return std::vector<std::string>{"PIPELINING", "ENHANCEDSTATUSCODES"}; },
    .run = lhlo};

}  // namespace store::smtp
