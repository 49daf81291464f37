// What stands behind a command's name, read token by token (RFC 3501 section 9); literals are beside the
// text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/body.hpp"
#include "base/result.hpp"
#include "mail/flags.hpp"
#include "wire/imap/sequence_set.hpp"

namespace wire::imap {

/// Reads arguments from left to right. The first failure sticks: from then on everything reads as empty,
/// loops end, and finish() returns that failure; so a parser checks once, at its end. Copies of it are
/// independent.
class Arguments {
 public:
  Arguments() = default;
  /// `text` holds `{n}CRLF` (or `{n+}CRLF`) where the next one of `literals` belongs.
  explicit Arguments(std::string text, std::vector<base::Body> literals = {});

  /// True if nothing is left, or after a failure.
  [[nodiscard]] bool empty() const { return position_ >= text_.size(); }
  /// The next octet, '\0' if there is none.
  [[nodiscard]] char peek() const { return empty() ? '\0' : text_[position_]; }
  /// The octet behind the next one, '\0' if there is none.
  [[nodiscard]] char peek_behind() const {
    return position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
  }
  /// Takes the next octet if it is `c`.
  bool take(char c);
  /// Takes `word` (ASCII case ignored) if it stands next and no atom character follows it.
  bool take_word(std::string_view word);
  /// Fails unless the next octet is `c`, and takes it.
  void expect(char c);
  void space() { expect(' '); }

  /// The longest literal that is read as a string. A command that takes a message may come with literals of
  /// its size, and of those only literal() makes no copy.
  static constexpr std::size_t longest_string = 64 * 1024;

  std::string atom();
  std::string astring();
  /// quoted or literal. No NUL, CR or LF in a quoted string; UTF-8 is let through.
  std::string string();
  /// Nothing for NIL.
  std::optional<std::string> nstring();
  /// list-mailbox: an astring in which % and * stand for themselves.
  std::string list_mailbox();
  /// A mailbox name from modified UTF-7 to UTF-8; INBOX in any case becomes "INBOX".
  std::string mailbox();
  std::uint32_t number();
  std::uint64_t number64();
  SequenceSet sequence_set();
  /// A flag, keyword or system flag, as written.
  std::string flag();
  /// `(\Seen $Forwarded)`; without parentheses at least one (STORE allows that).
  mail::Flags flags(bool may_lack_parentheses = false);
  /// A literal as it lies, however large; it must come next.
  base::Body literal();

  /// Octets up to but not including the first of `stops` (or the end).
  std::string until(std::string_view stops);

  void fail(std::string text) { fail(base::fail(base::Errc::syntax, std::move(text))); }
  void fail(base::Error error);
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  /// Its text and literals, whatever has been read of them.
  std::pair<std::string, std::vector<base::Body>> release() && {
    return {std::move(text_), std::move(literals_)};
  }
  /// The first failure, or a failure if anything is left.
  base::Result<void> finish();

 private:
  std::string quoted();

  std::string text_;
  std::vector<base::Body> literals_;
  std::size_t position_ = 0;
  std::size_t next_literal_ = 0;
  std::optional<base::Error> error_;
};

/// What a line announces at its end (RFC 3501 section 4.3, RFC 7888).
struct LiteralMark {
  std::uint64_t size = 0;
  bool waits = true;  ///< the client waits for a continuation request
};
/// Nothing if `line` (without CRLF) announces no literal.
std::optional<LiteralMark> literal_mark(std::string_view line);

/// Text in which literals lie in place (`{5}CRLFhello`): stored filters, tests, fuzzers. syntax if one is cut
/// short.
base::Result<Arguments> arguments_of(std::string_view text);

bool is_atom_char(char c);

}  // namespace wire::imap
