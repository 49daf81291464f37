// What a script may want to know of the world outside the message. A run that meets a question without an
// answer stops with it; the caller adds the answer and runs again.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <variant>

namespace sieve {

/// Is there a mailbox of this name, and may the owner deliver into it (RFC 5490 section 3.1)?
struct MayDeliverTo {
  using Reply = bool;
  std::string mailbox;  ///< UTF-8
  auto operator<=>(const MayDeliverTo&) const = default;
};

/// Can the account's device of this name hear at once? "yes", "no" (also if there is no such device) or
/// "maybe" (RFC 5435 section 5).
struct DeviceOnline {
  using Reply = std::string;
  std::string name;
  auto operator<=>(const DeviceOnline&) const = default;
};

using Question = std::variant<MayDeliverTo, DeviceOnline>;
using Answer = std::variant<bool, std::string>;

/// The alternative of Answer must be the question's Reply.
using Answers = std::map<Question, Answer>;

}  // namespace sieve
