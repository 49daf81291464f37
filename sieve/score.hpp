// Where the site's scanner has written what it found, and how that becomes a score (RFC 5235).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "mail/header.hpp"

namespace sieve {

/// Headers are written NAME, or NAME:REGEX, whose first group (or all that matched) is the value.
struct ScoreSettings {
  enum class Type {
    score,   ///< a decimal number
    strlen,  ///< as many characters as the value has
    text,    ///< one of `words`
  };
  std::string status_header;
  Type type = Type::score;
  std::optional<double> max_value;  ///< of a score or length; not more than 0 is no value
  std::string max_header;           ///< says the maximum, where it is not fixed
  std::vector<std::string> words;   ///< for text: the last is the worst
};

/// Immutable.
class ScoreSource {
 public:
  /// `syntax` for a header that is none, an expression that is none, or settings that give no maximum.
  static base::Result<std::shared_ptr<const ScoreSource>> make(const ScoreSettings& settings);
  virtual ~ScoreSource() = default;
  /// From 0 (clear) to 1; nothing if the message was not tested, as far as its first such field tells.
  [[nodiscard]] virtual std::optional<double> ratio(const mail::Header& header) const = 0;
};

}  // namespace sieve
