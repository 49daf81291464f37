// A verb of an SMTP-like protocol: one file under verbs/, one line in verbs.def.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/task.hpp"
#include "store/smtp/replies.hpp"
#include "store/smtp/session.hpp"
#include "store/smtp/settings.hpp"

namespace store::smtp {

struct Verb {
  std::string_view name;   ///< upper case
  unsigned protocols = 0;  ///< of Protocol
  /// What the answer to LHLO or EHLO says because of this verb; null for nothing.
  std::vector<std::string> (*keywords)(const Settings&) = nullptr;
  net::Task<Replies> (*run)(Session&, std::string argument) = nullptr;
};

std::span<const Verb* const> verbs();
/// Null if the protocol has no such verb.
const Verb* find_verb(std::string_view name, Protocol protocol);
/// All keywords of the protocol: of its verbs and of the parameters of MAIL and RCPT, in the order of the
/// tables.
std::vector<std::string> keywords(const Settings& settings, Protocol protocol);

}  // namespace store::smtp
