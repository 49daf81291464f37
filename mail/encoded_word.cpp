// Encoded words (RFC 2047): header text to UTF-8 and back.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mail/charset.hpp"
#include "mail/header.hpp"
#include "mail/transfer.hpp"

namespace mail {
namespace {

/// `=?charset?encoding?text?=` with its parts still encoded. RFC 2231 section 5: `*language` follows the
/// charset.
struct EncodedWord {
  std::string_view charset;
  char encoding = 'q';
  std::string_view text;
  std::size_t size = 0;  ///< of all of it
};

/// Longer than the 75 octets of RFC 2047 section 2, because real ones are; a limit, so that a run of "=?"
/// costs linear time.
constexpr std::size_t longest_charset_octets = 80;
constexpr std::size_t longest_word_octets = 4096;

/// The encoded word that `from` begins with. Inside "Q", spaces are accepted though section 4.2 forbids them.
std::optional<EncodedWord> encoded_word_at(std::string_view from) {
  if (!from.starts_with("=?")) return std::nullopt;
  const auto charset_end = from.substr(0, longest_charset_octets).find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= from.size()) return std::nullopt;
  const char encoding = base::text::lower(from[charset_end + 1]);
  if ((encoding != 'q' && encoding != 'b') || from[charset_end + 2] != '?') return std::nullopt;
  const auto begin = charset_end + 3;
  const auto end = from.substr(0, longest_word_octets).find('?', begin);
  if (end == std::string_view::npos || end + 1 >= from.size() || from[end + 1] != '=') return std::nullopt;
  const auto charset = from.substr(2, charset_end - 2);
  return EncodedWord{.charset = charset.substr(0, charset.find('*')),
                     .encoding = encoding,
                     .text = from.substr(begin, end - begin),
                     .size = end + 2};
}

/// Collects the result. Neighbours of one charset are converted together: many senders cut characters in two.
class Decoder {
 public:
  void plain(std::string_view text) {
    flush();
    out_ += unlabelled_to_utf8(text);
  }
  void word(const EncodedWord& word, std::string_view as_written) {
    // Shift sequences start anew in each word, and ICU takes an empty one between two words for an attack.
    const bool shifts = base::text::starts_with_ignoring_case(word.charset, "iso-2022-");
    if (shifts || !base::text::same_ignoring_case(word.charset, charset_)) flush();
    charset_ = word.charset;
    octets_ += word.encoding == 'b' ? decode_base64(word.text) : decode_q(word.text);
    as_written_ += as_written;
  }
  std::string finish() {
    flush();
    std::ranges::replace_if(out_, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return std::move(out_);
  }

 private:
  void flush() {
    auto text = converted(octets_, charset_);
    out_ += text ? std::move(*text) : unlabelled_to_utf8(as_written_);
    octets_.clear();
    as_written_.clear();
    charset_ = {};
  }

  std::string out_;
  std::string_view charset_;
  std::string octets_;      // of the encoded words since the last flush
  std::string as_written_;  // the same, for a charset that nobody knows
};

constexpr std::size_t longest_line = 76;
constexpr std::string_view word_begin_q = "=?utf-8?q?";
constexpr std::string_view word_begin_b = "=?utf-8?b?";
constexpr std::size_t room_for_the_name = 20;  // "Subject: " and the like stand on the first line

bool needs_no_encoding(std::string_view text) {
  return text.size() <= 900 && text.find("=?") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < '\x7F') || c == '\t'; });
}

/// What may stand as it is in "Q" anywhere, a phrase too (RFC 2047 section 5 rule 3).
bool stays_in_q(char c) {
  return base::text::is_alpha(c) || base::text::is_digit(c) ||
         (c != '\0' && std::string_view("!*+-/").find(c) != std::string_view::npos);
}

std::string q_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') {
      out += '_';
    } else if (stays_in_q(c)) {
      out += c;
    } else {
      out += '=' + base::text::uppered(base::text::hex({&c, 1}));
    }
  }
  return out;
}

/// The longest prefix of whole characters whose encoding fits into `room` columns.
std::string_view piece_that_fits(std::string_view text, bool as_q, std::size_t room) {
  if (!as_q) return base::text::utf8_prefix(text, room / 4 * 3);
  std::size_t columns = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    columns += text[end] == ' ' || stays_in_q(text[end]) ? 1 : 3;
    if (columns > room) break;
  }
  return base::text::utf8_prefix(text, end);
}

}  // namespace

std::string decoded(std::string_view body) {
  const auto text = unfolded(body);
  std::string_view rest = text;
  Decoder out;
  bool after_word = false;
  while (!rest.empty()) {
    std::size_t begin = 0;
    std::optional<EncodedWord> word;
    for (begin = rest.find("=?"); begin != std::string_view::npos; begin = rest.find("=?", begin + 2)) {
      word = encoded_word_at(rest.substr(begin));
      if (word) break;
    }
    const auto before = rest.substr(0, word ? begin : rest.size());
    // Section 6.2: white space between two encoded words is not displayed.
    const bool is_gap = after_word && word && before.find_first_not_of(" \t") == std::string_view::npos;
    if (!is_gap && !before.empty()) out.plain(before);
    if (!word) break;
    out.word(*word, rest.substr(begin, word->size));
    after_word = true;
    rest.remove_prefix(begin + word->size);
  }
  return out.finish();
}

std::string encoded(std::string_view text) {
  if (needs_no_encoding(text)) return std::string(text);
  const auto valid = base::text::to_valid_utf8(text);
  std::string_view rest = valid;
  const bool as_q = q_of(rest).size() <= (rest.size() + 2) / 3 * 4;
  const auto word_begin = as_q ? word_begin_q : word_begin_b;
  std::string out;
  while (!rest.empty()) {
    const auto taken = out.empty() ? room_for_the_name : 1;
    const auto piece = piece_that_fits(rest, as_q, longest_line - taken - word_begin.size() - 2);
    if (!out.empty()) out += "\r\n ";
    out += word_begin;
    out += as_q ? q_of(piece) : base::text::base64(piece);
    out += "?=";
    rest.remove_prefix(piece.size());
  }
  return out;
}

}  // namespace mail
