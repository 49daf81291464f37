// Message flags (RFC 3501 section 2.3.2): system flags and keywords.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace mail {

/// The set of flags of one message. \Recent is no flag of a message but of a session, and never in here.
class Flags {
 public:
  enum System : std::uint8_t { answered = 1, flagged = 2, deleted = 4, seen = 8, draft = 16 };

  Flags() = default;
  explicit Flags(std::uint8_t system, std::vector<std::string> keywords = {});

  [[nodiscard]] std::uint8_t system() const { return system_; }
  /// Sorted without regard to ASCII case, each once.
  [[nodiscard]] const std::vector<std::string>& keywords() const { return keywords_; }
  [[nodiscard]] bool has(System flag) const { return (system_ & flag) != 0; }
  [[nodiscard]] bool has_keyword(std::string_view keyword) const;
  [[nodiscard]] bool empty() const { return system_ == 0 && keywords_.empty(); }

  void add(const Flags& other);
  void remove(const Flags& other);
  /// As in a FETCH response: `\Seen $Forwarded`, without parentheses.
  [[nodiscard]] std::string text() const;
  bool operator==(const Flags&) const = default;

 private:
  std::uint8_t system_ = 0;
  std::vector<std::string> keywords_;
};

/// `\Seen`, `$Forwarded` ... each added to the set. `syntax` for \Recent, an unknown \Flag or a name that is
/// no atom, `too_large` for a keyword of more than 255 octets.
base::Result<Flags> parse_flags(const std::vector<std::string>& names);

}  // namespace mail
