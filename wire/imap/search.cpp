// search-key (RFC 3501 section 9, RFC 5032 section 4).

#include "wire/imap/search.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "mail/mime.hpp"

namespace wire::imap {
namespace {

using mail::SearchKey;
using Kind = SearchKey::Kind;

constexpr int limit_depth = 50;
constexpr int limit_keys = 1000;
constexpr std::string_view charsets = "US-ASCII UTF-8 ISO-8859-1 ISO-8859-15 WINDOWS-1252";

struct FlagWord {
  std::string_view word;
  mail::Flags::System flag;
  bool set;
};
constexpr std::array flag_words{
    FlagWord{"ANSWERED", mail::Flags::answered, true}, FlagWord{"UNANSWERED", mail::Flags::answered, false},
    FlagWord{"DELETED", mail::Flags::deleted, true},   FlagWord{"UNDELETED", mail::Flags::deleted, false},
    FlagWord{"DRAFT", mail::Flags::draft, true},       FlagWord{"UNDRAFT", mail::Flags::draft, false},
    FlagWord{"FLAGGED", mail::Flags::flagged, true},   FlagWord{"UNFLAGGED", mail::Flags::flagged, false},
    FlagWord{"SEEN", mail::Flags::seen, true},         FlagWord{"UNSEEN", mail::Flags::seen, false},
};

enum class Takes { nothing, text, field_text, number, date, keyword };
struct Word {
  std::string_view word;
  Kind kind;
  Takes takes;
  std::string_view field = {};
  bool negated = false;
};
constexpr std::array words{
    Word{"ALL", Kind::all, Takes::nothing},
    Word{"RECENT", Kind::recent, Takes::nothing},
    Word{"OLD", Kind::recent, Takes::nothing, {}, true},
    Word{"FROM", Kind::header, Takes::text, "From"},
    Word{"TO", Kind::header, Takes::text, "To"},
    Word{"CC", Kind::header, Takes::text, "Cc"},
    Word{"BCC", Kind::header, Takes::text, "Bcc"},
    Word{"SUBJECT", Kind::header, Takes::text, "Subject"},
    Word{"HEADER", Kind::header, Takes::field_text},
    Word{"BODY", Kind::body, Takes::text},
    Word{"TEXT", Kind::text, Takes::text},
    Word{"LARGER", Kind::larger, Takes::number},
    Word{"SMALLER", Kind::smaller, Takes::number},
    Word{"YOUNGER", Kind::younger, Takes::number},
    Word{"OLDER", Kind::older, Takes::number},
    Word{"BEFORE", Kind::before, Takes::date},
    Word{"ON", Kind::on, Takes::date},
    Word{"SINCE", Kind::since, Takes::date},
    Word{"SENTBEFORE", Kind::sent_before, Takes::date},
    Word{"SENTON", Kind::sent_on, Takes::date},
    Word{"SENTSINCE", Kind::sent_since, Takes::date},
    Word{"KEYWORD", Kind::has_flags, Takes::keyword},
    Word{"UNKEYWORD", Kind::has_flags, Takes::keyword, {}, true},
};

SearchKey negation(SearchKey key) {
  SearchKey outer{.kind = Kind::negated};
  outer.operands.push_back(std::move(key));
  return outer;
}

SearchKey has(mail::Flags::System flag) {
  return {.kind = Kind::has_flags, .flags = mail::Flags(flag)};
}

class Parser {
 public:
  Parser(Arguments& arguments, std::string charset) : in_(arguments), charset_(std::move(charset)) {}

  /// Keys up to the end or a closing parenthesis, as one key.
  SearchKey keys() {
    SearchKey all{.kind = Kind::both};
    do {
      all.operands.push_back(key());
    } while (in_.take(' '));
    return all.operands.size() == 1 ? SearchKey(std::move(all.operands.front())) : all;
  }

 private:
  SearchKey key() {
    if (++keys_ > limit_keys || depth_ == limit_depth)
      in_.fail("the search program is too large, or nested too deep");
    if (in_.failed()) return {};
    ++depth_;
    SearchKey found = one_key();
    --depth_;
    return found;
  }

  SearchKey one_key() {
    if (in_.take('(')) {
      SearchKey inner = keys();
      in_.expect(')');
      return inner;
    }
    if (base::text::is_digit(in_.peek()) || in_.peek() == '*') return numbers(Kind::sequence);
    const auto word = base::text::uppered(in_.atom());
    if (word == "NOT") {
      in_.space();
      return negation(key());
    }
    if (word == "OR") return either();
    if (word == "UID") {
      in_.space();
      return numbers(Kind::uids);
    }
    if (word == "NEW") {
      SearchKey both{.kind = Kind::both};
      both.operands.push_back({.kind = Kind::recent});
      both.operands.push_back(negation(has(mail::Flags::seen)));
      return both;
    }
    for (const auto& known : flag_words)
      if (known.word == word) return known.set ? has(known.flag) : negation(has(known.flag));
    for (const auto& known : words)
      if (known.word == word) return known.negated ? negation(operands_of(known)) : operands_of(known);
    in_.fail("no such search key: " + word);
    return {};
  }

  SearchKey either() {
    SearchKey found{.kind = Kind::either};
    in_.space();
    found.operands.push_back(key());
    in_.space();
    found.operands.push_back(key());
    return found;
  }

  SearchKey numbers(Kind kind) {
    auto set = in_.sequence_set();
    return {.kind = kind, .uids = std::move(set.numbers), .uids_to_end = set.to_end};
  }

  SearchKey operands_of(const Word& word) {
    SearchKey key{.kind = word.kind, .field = std::string(word.field)};
    if (word.takes == Takes::nothing) return key;
    in_.space();
    switch (word.takes) {
      case Takes::field_text:
        key.field = in_.astring();
        in_.space();
        [[fallthrough]];
      case Takes::text:
        key.text = text();
        break;
      case Takes::number:
        key.number = in_.number();
        key.size = key.number;
        if (key.number == 0 && (key.kind == Kind::younger || key.kind == Kind::older))
          in_.fail("an interval of 0");
        break;
      case Takes::date:
        key.day = date();
        break;
      case Takes::keyword:
        key.flags = keyword();
        break;
      case Takes::nothing:
        break;
    }
    return key;
  }

  std::string text() {
    auto octets = in_.astring();
    if (charset_.empty() || charset_ == "UTF-8" || charset_ == "US-ASCII") {
      if (!base::text::is_utf8(octets)) in_.fail("a search string is not in the charset of the command");
      return octets;
    }
    return mail::to_utf8(octets, charset_);
  }

  mail::Flags keyword() {
    const auto name = in_.atom();
    auto flags = mail::parse_flags({name});
    if (flags) return std::move(*flags);
    in_.fail(flags.error());
    return {};
  }

  /// date = date-text / DQUOTE date-text DQUOTE, date-text = 1*2DIGIT "-" month "-" 4DIGIT.
  int date() {
    const auto text = in_.astring();
    const auto pieces = base::text::split(text, '-');
    static constexpr std::string_view months = "jan feb mar apr may jun jul aug sep oct nov dec ";
    if (pieces.size() == 3 && pieces[1].size() == 3 && pieces[0].size() <= 2 && pieces[2].size() == 4) {
      const auto day = base::text::number(pieces[0]);
      const auto month = months.find(base::text::lowered(pieces[1]) + " ");
      const auto year = base::text::number(pieces[2]);
      if (day && year && month != std::string_view::npos && month % 4 == 0) {
        const std::chrono::year_month_day when{std::chrono::year(static_cast<int>(*year)),
                                               std::chrono::month(static_cast<unsigned>(month / 4 + 1)),
                                               std::chrono::day(static_cast<unsigned>(*day))};
        if (when.ok()) return static_cast<int>(std::chrono::sys_days(when).time_since_epoch().count());
      }
    }
    in_.fail("not a date such as 24-Nov-2026");
    return 0;
  }

  Arguments& in_;
  std::string charset_;
  int depth_ = 0;
  int keys_ = 0;
};

}  // namespace

std::string_view search_charsets() {
  return charsets;
}

base::Result<mail::SearchKey> search_program(Arguments arguments) {
  std::string charset;
  if (arguments.take_word("CHARSET")) {
    arguments.space();
    charset = base::text::uppered(arguments.astring());
    arguments.space();
    bool known = false;
    for (const auto name : base::text::split(charsets, ' ')) known = known || name == charset;
    if (!arguments.failed() && !known)
      return base::fail(base::Errc::unsupported, "this charset is not known here");
  }
  Parser parser(arguments, std::move(charset));
  SearchKey key = parser.keys();
  if (auto read = arguments.finish(); !read) return read.error();
  return key;
}

base::Result<mail::SearchKey> parse_search(std::string_view text) {
  auto arguments = arguments_of(base::text::trimmed(text));
  if (!arguments) return arguments.error();
  return search_program(std::move(*arguments));
}

}  // namespace wire::imap
