// Address lists of header fields (RFC 5322 section 3.4, with the obsolete forms of section 4.4), read
// leniently.

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/header.hpp"
#include "mail/lexer.hpp"

namespace mail {
namespace {

// A word or an entry costs some 60 times the memory of the two octets that make one.
constexpr std::size_t longest_list_octets = 1 << 19;
constexpr std::size_t max_entries = 10'000;
constexpr std::size_t longest_encoded_word = 1000;

struct Word {
  enum class Kind { atom, quoted, literal, dot, at };
  Kind kind = Kind::atom;
  std::string text;
  bool spaced = false;  ///< white space or a comment stood before it
};
using Words = std::vector<Word>;

bool is_atom_char(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7F' &&
         std::string_view("()<>[]:;@\\,.\"").find(c) == std::string_view::npos;
}

/// Octets of an encoded word at the start of `from`, 0 if there is none: many senders leave a comma or a
/// colon in it.
std::size_t encoded_word_size(std::string_view from) {
  if (!from.starts_with("=?")) return 0;
  const auto near = from.substr(0, longest_encoded_word);
  const auto word = near.substr(0, near.find_first_of(" \t<>\""));
  const auto charset_end = word.find('?', 2);
  const auto text_begin =
      charset_end == std::string_view::npos ? charset_end : word.find('?', charset_end + 1);
  const auto end = text_begin == std::string_view::npos ? text_begin : word.find("?=", text_begin + 1);
  return end == std::string_view::npos ? 0 : end + 2;
}

/// The next word of a phrase or an addr-spec; garbage is skipped octet by octet (nothing is returned then).
std::optional<Word> next_word(Lexer& lexer, bool spaced) {
  switch (lexer.peek()) {
    case '"':
      return Word{Word::Kind::quoted, lexer.quoted_string(), spaced};
    case '[': {
      std::string literal(lexer.take_while([](char c) { return c != ']' && c != ',' && c != '>'; }));
      if (lexer.take(']')) literal += ']';
      return Word{Word::Kind::literal, std::move(literal), spaced};
    }
    case '.':
      lexer.skip(1);
      return Word{Word::Kind::dot, ".", spaced};
    case '@':
      lexer.skip(1);
      return Word{Word::Kind::at, "@", spaced};
    default:
      break;
  }
  if (const auto size = encoded_word_size(lexer.rest()); size > 0) {
    Word word{Word::Kind::atom, std::string(lexer.rest().substr(0, size)), spaced};
    lexer.skip(size);
    return word;
  }
  const auto atom = lexer.take_while(is_atom_char);
  if (!atom.empty()) return Word{Word::Kind::atom, std::string(atom), spaced};
  lexer.skip(1);
  return std::nullopt;
}

std::string phrase_of(const Word* begin, const Word* end) {
  std::string phrase;
  for (; begin != end; ++begin) {
    if (begin->spaced && !phrase.empty()) phrase += ' ';
    phrase += begin->text;
  }
  return phrase;
}

/// The words that belong together from `begin`: alternating with dots, or one literal.
template <class Iterator>
Iterator run_end(const Iterator& begin, const Iterator& end) {
  auto at = begin;
  for (; at != end; ++at) {
    if (at->kind == Word::Kind::at) break;
    if (at != begin && at->kind != Word::Kind::dot && std::prev(at)->kind != Word::Kind::dot) break;
  }
  return at;
}

std::string valid(const std::string& text) {
  return base::text::is_utf8(text) ? text : base::text::to_valid_utf8(text);
}

/// Reads an addr-spec out of `words`; the words before it become the display name, unless there is one.
bool read_addr_spec(const Words& words, ListedAddress& entry) {
  const auto is_at = [](const Word& word) { return word.kind == Word::Kind::at; };
  const auto is_literal = [](const Word& word) { return word.kind == Word::Kind::literal; };
  const auto at = std::ranges::find_if(words, is_at);
  if (at == words.end()) {  // no domain: one word alone is a local part, several are nothing
    if (std::ranges::any_of(words, is_literal) || run_end(words.begin(), words.end()) != words.end())
      return false;
    entry.address.local = valid(phrase_of(words.data(), words.data() + words.size()));
    return !entry.address.local.empty();
  }
  if (std::any_of(at + 1, words.end(), is_at)) return false;  // two readings
  const auto local = run_end(std::make_reverse_iterator(at), words.rend()).base();
  if (std::any_of(local, at, is_literal)) return false;
  const auto domain_end = run_end(at + 1, words.end());
  for (auto word = local; word != at; ++word) entry.address.local += word->text;
  for (auto word = at + 1; word != domain_end; ++word) {
    if (word->kind == Word::Kind::quoted) return false;
    entry.address.domain += base::text::lowered(word->text);
  }
  if (entry.address.local.empty()) return false;
  entry.address = {.local = valid(entry.address.local), .domain = valid(entry.address.domain)};
  if (entry.display_name.empty())
    entry.display_name = phrase_of(words.data(), words.data() + (local - words.begin()));
  return true;
}

class ListReader {
 public:
  explicit ListReader(std::string_view text) : lexer_(text) {}

  std::vector<ListedAddress> read() {
    while (!lexer_.done() && entries_.size() < max_entries) step();
    finish_entry();
    end_group();
    return std::move(entries_);
  }

 private:
  void step() {
    const bool spaced = lexer_.skip_cfws();
    if (lexer_.take(',')) {
      finish_entry();
    } else if (lexer_.take(';')) {
      finish_entry();
      end_group();
    } else if (lexer_.take(':')) {
      start_group();
    } else if (lexer_.take('<')) {
      angle_addr();
    } else if (!lexer_.done()) {
      if (auto word = next_word(lexer_, spaced)) words_.push_back(std::move(*word));
    }
  }

  void start_group() {
    if (!in_group_)
      entries_.push_back({.kind = ListedAddress::Kind::group_start,
                          .display_name = phrase_of(words_.data(), words_.data() + words_.size())});
    in_group_ = true;
    words_.clear();
  }

  void end_group() {
    if (std::exchange(in_group_, false)) entries_.push_back({.kind = ListedAddress::Kind::group_end});
  }

  /// What stood between two commas without angle brackets.
  void finish_entry() {
    ListedAddress entry;
    if (!after_angle_ && read_addr_spec(words_, entry)) add(std::move(entry));
    words_.clear();
    after_angle_ = false;
    lexer_.take_comment();
  }

  void add(ListedAddress entry) {
    // Before RFC 822 names stood in a comment behind the address, and some still do.
    if (entry.display_name.empty()) entry.display_name = base::text::trimmed(lexer_.take_comment());
    entries_.push_back(std::move(entry));
  }

  void angle_addr() {
    ListedAddress entry{.display_name = phrase_of(words_.data(), words_.data() + words_.size())};
    words_.clear();
    const auto begin = lexer_.at();
    const auto inside = lexer_.rest();
    lexer_.skip_cfws();
    const bool is_null = lexer_.peek() == '>';
    while (!lexer_.done() && lexer_.peek() != '>' && lexer_.peek() != ';') {
      const bool spaced = lexer_.skip_cfws();
      if (lexer_.peek() == ',') {
        if (words_.empty() || words_.front().kind != Word::Kind::at) break;  // the ">" is missing
        lexer_.skip(1);
      } else if (lexer_.take(':')) {
        entry.route = base::text::trimmed(inside.substr(0, lexer_.at() - begin - 1));
        words_.clear();
      } else if (lexer_.peek() != '>' && lexer_.peek() != ';' && !lexer_.done()) {
        if (auto word = next_word(lexer_, spaced)) words_.push_back(std::move(*word));
      }
    }
    lexer_.take('>');
    lexer_.skip_cfws();
    if (read_addr_spec(words_, entry) || is_null) add(std::move(entry));
    words_.clear();
    after_angle_ = true;
  }

  Lexer lexer_;
  Words words_;
  bool after_angle_ = false;  // what follows up to the comma is no address
  bool in_group_ = false;
  std::vector<ListedAddress> entries_;
};

}  // namespace

std::vector<ListedAddress> parse_address_list(std::string_view field_body) {
  return ListReader(unfolded(field_body.substr(0, longest_list_octets))).read();
}

}  // namespace mail
