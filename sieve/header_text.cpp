// Header fields as text: written, folded, and taken from a header.

#include "sieve/header_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/header.hpp"

namespace sieve {

std::string decoded_field(std::string_view body) {
  constexpr std::string_view fold = "\n\t";
  auto at = body.find(fold);
  if (at == std::string_view::npos) return mail::decoded(body);
  std::string text(body);
  for (; at != std::string::npos; at = text.find(fold, at)) text[at + 1] = ' ';
  return mail::decoded(text);
}

std::string unbroken(std::string_view value) {
  std::string out;
  bool broken = false;
  for (const char c : value) {
    const bool line_end = c == '\r' || c == '\n';
    broken = line_end || (broken && (c == ' ' || c == '\t'));
    if (!broken)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return std::string(base::text::trimmed(out));
}

std::string raw_field(std::string_view name, const std::string& body) {
  return std::string(name) + ": " + body + "\r\n";
}

std::string header_field(std::string_view name, std::string_view value) {
  constexpr std::size_t line_octets = 76;
  constexpr std::size_t word_octets = 900;  // more do not fit into a line (RFC 5322 section 2.1.1)
  const auto plain = [](std::string_view word) {
    return word.size() <= word_octets &&
           std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  std::string out = std::string(name) + ':';
  std::size_t column = out.size();
  const auto words = base::text::split(value, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word(words[i]);
    if (!plain(word)) {
      while (i + 1 < words.size() && !plain(words[i + 1])) word += ' ' + std::string(words[++i]);
      word = mail::encoded(word);
    }
    const std::size_t first_line = std::min(word.find('\r'), word.size());
    const bool folds = column + 1 + first_line > line_octets && i > 0 && !word.empty();
    if (folds) column = 0;
    out += (folds ? "\r\n " : " ") + word;
    const auto last = word.rfind('\n');
    column = last == std::string::npos ? column + 1 + word.size() : word.size() - last - 1;
  }
  return out + "\r\n";
}

std::string fields_of(std::string_view header) {
  std::string out(header);
  if (out == "\r\n" || out == "\n") return {};
  if (out.ends_with("\n\r\n"))
    out.resize(out.size() - 2);
  else if (out.ends_with("\n\n"))
    out.resize(out.size() - 1);
  else if (!out.empty() && !out.ends_with('\n'))
    out += "\r\n";
  return out;
}

}  // namespace sieve
