// The lexical pieces that structured header fields share (RFC 5322 section 3.2).

#include "mail/lexer.hpp"

#include <utility>

namespace mail {

bool Lexer::skip_cfws() {
  const auto begin = at_;
  while (!done()) {
    const char c = text_[at_];
    if (c == '(') {
      comment();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at_;
    } else {
      break;
    }
  }
  return at_ > begin;
}

/// Stands behind the closing parenthesis then. Depth is counted, not recursed into.
void Lexer::comment() {
  comment_.clear();
  std::size_t depth = 0;
  while (!done()) {
    char c = text_[at_++];
    if (c == '(' && depth++ == 0) continue;
    if (c == ')' && --depth == 0) return;
    if (c == '\\' && !done()) c = text_[at_++];
    comment_ += c;
  }
}

std::string Lexer::quoted_string() {
  std::string content;
  closed_ = false;
  for (++at_; !done(); ++at_) {
    if (text_[at_] == '"') {
      ++at_;
      closed_ = true;
      break;
    }
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    content += text_[at_];
  }
  return content;
}

std::string Lexer::take_comment() {
  return std::exchange(comment_, {});
}

}  // namespace mail
