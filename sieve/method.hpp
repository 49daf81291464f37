// What a method of notify is (RFC 5435 section 3.8): a value, registered like an extension.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/action.hpp"

namespace sieve {

class Run;

struct Method {
  std::string_view scheme;  ///< of its URIs, lower case, without colon
  /// What is wrong with a URI of this scheme, or nothing. Looks at the text alone, so that a script can be
  /// checked before it runs.
  std::optional<std::string> (*fault)(std::string_view uri) = nullptr;
  /// What is wrong with a :from (section 3.3), or nothing. Null: this method takes any.
  std::optional<std::string> (*from_fault)(std::string_view from) = nullptr;
  /// "yes", "no" or "maybe" for the capability "online" (section 5). Null: "maybe", as nobody can know.
  std::string (*online)(Run&, std::string_view uri) = nullptr;
  bool files_copy = false;  ///< of what it sends (RFC 8580 section 6)
  /// Completes a notification whose URI has no fault. Null if it shall be sent, else why not.
  const char* (*prepare)(Run&, Notify&) = nullptr;
};

/// Nobody hears twice from one run: removes the endpoints that an earlier action notifies. Why nothing is
/// left to be sent, or null.
const char* drop_notified(const std::vector<Action>& actions, Notify& notify);

}  // namespace sieve
