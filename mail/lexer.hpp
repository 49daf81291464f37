// The lexical pieces that structured header fields share (RFC 5322 section 3.2): comments, quoted strings,
// runs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// Walks once over the text of a structured field, unfolded. What is not closed ends with the text. The text
/// must outlive it.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  /// The next octet, NUL at the end.
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] std::size_t at() const { return at_; }
  void skip(std::size_t octets) { at_ += octets; }
  /// Takes `c` if it comes next.
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// The octets up to the first for which `wanted` is false.
  template <class Predicate>
  std::string_view take_while(Predicate wanted) {
    const auto begin = at_;
    while (!done() && wanted(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  /// Skips white space and comments (CFWS); true if there was any.
  bool skip_cfws();
  /// The content of a quoted string (section 3.2.4); a '"' comes next.
  std::string quoted_string();
  /// Whether the last quoted string had an end.
  [[nodiscard]] bool closed() const { return closed_; }
  /// The content of the last comment that was skipped, "" if none was since the last call.
  std::string take_comment();

 private:
  void comment();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string comment_;
  bool closed_ = true;
};

}  // namespace mail
