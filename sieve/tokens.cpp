// The lexical grammar of Sieve (RFC 5228 section 8.1) in PEGTL. Rule names follow the ABNF, with _ for -.

#include "sieve/tokens.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <tao/pegtl.hpp>

#include "base/text.hpp"

namespace sieve {
namespace {

namespace lexical {

namespace pegtl = tao::pegtl;

// The RFC knows CRLF alone; scripts in files have LF, and every engine takes them.
struct line_end : pegtl::sor<pegtl::string<'\r', '\n'>, pegtl::one<'\n'>> {};
struct octet_not_crlf : pegtl::not_one<'\0', '\r', '\n'> {};
struct octet_not_period : pegtl::not_one<'\0', '\r', '\n', '.'> {};
struct identifier_tail : pegtl::sor<pegtl::alnum, pegtl::one<'_'>> {};

struct hash_comment
    : pegtl::seq<pegtl::one<'#'>, pegtl::star<octet_not_crlf>, pegtl::sor<line_end, pegtl::eof>> {};
struct bracket_comment : pegtl::seq<pegtl::string<'/', '*'>, pegtl::until<pegtl::string<'*', '/'>>> {};
struct white_space : pegtl::sor<pegtl::one<' ', '\t'>, line_end, hash_comment, bracket_comment> {};

struct name : pegtl::seq<pegtl::sor<pegtl::alpha, pegtl::one<'_'>>, pegtl::star<identifier_tail>> {};
struct identifier : name {};
struct tag : pegtl::seq<pegtl::one<':'>, name> {};
struct quantifier : pegtl::one<'K', 'M', 'G', 'k', 'm', 'g'> {};
struct number
    : pegtl::seq<pegtl::plus<pegtl::digit>, pegtl::opt<quantifier>, pegtl::not_at<identifier_tail>> {};

struct quoted_safe : pegtl::sor<line_end, pegtl::not_one<'\0', '\r', '\n', '"', '\\'>> {};
struct quoted_special : pegtl::seq<pegtl::one<'\\'>, pegtl::sor<line_end, pegtl::not_one<'\0', '\r', '\n'>>> {
};
struct quoted_text : pegtl::star<pegtl::sor<quoted_safe, quoted_special>> {};
struct quoted_string : pegtl::seq<pegtl::one<'"'>, quoted_text, pegtl::one<'"'>> {};

struct multiline_literal : pegtl::seq<pegtl::opt<octet_not_period, pegtl::star<octet_not_crlf>>, line_end> {};
struct multiline_dotstart : pegtl::seq<pegtl::one<'.'>, pegtl::plus<octet_not_crlf>, line_end> {};
struct multiline_end : pegtl::seq<pegtl::one<'.'>, pegtl::sor<line_end, pegtl::eof>> {};
struct multi_line_start : pegtl::seq<TAO_PEGTL_ISTRING("text:"), pegtl::star<pegtl::one<' ', '\t'>>,
                                     pegtl::sor<hash_comment, line_end>> {};
struct multi_line
    : pegtl::seq<multi_line_start,
                 pegtl::until<multiline_end, pegtl::sor<multiline_literal, multiline_dotstart>>> {};

struct mark : pegtl::one<';', ',', '{', '}', '[', ']', '(', ')'> {};

// What is no token, each with a message of its own. They stand last, so nothing well-formed gets here.
struct unclosed_comment : pegtl::seq<pegtl::string<'/', '*'>, pegtl::until<pegtl::eof>> {};
struct unclosed_string : pegtl::seq<pegtl::one<'"'>, pegtl::until<pegtl::eof>> {};
struct unclosed_text : pegtl::seq<multi_line_start, pegtl::until<pegtl::eof>> {};
struct bad_number : pegtl::seq<pegtl::digit, pegtl::star<identifier_tail>> {};
struct stray : pegtl::any {};

struct token : pegtl::sor<white_space, multi_line, unclosed_text, identifier, tag, number, quoted_string,
                          mark, unclosed_comment, unclosed_string, bad_number, stray> {};
struct script : pegtl::until<pegtl::eof, token> {};

}  // namespace lexical

struct Reader {
  const char* start;
  const Lines& lines;
  const Limits& limits;
  std::vector<Fault>& faults;
  std::vector<Token> found;
  const char* stray = nullptr;               ///< the last octet that is no token
  std::size_t cut = std::string_view::npos;  ///< where something begins that is never closed

  template <class Input>
  Token& add(const Input& in, Token::Kind kind) {
    const auto begin = static_cast<std::size_t>(in.begin() - start);
    found.push_back({.kind = kind, .begin = begin, .end = begin + in.size()});
    return found.back();
  }
  template <class Input>
  void report(const Input& in, std::size_t marked, std::string text, std::string hint) {
    if (faults.size() >= limits.faults) return;
    const auto begin = static_cast<std::size_t>(in.begin() - start);
    Fault fault = lines.fault(Fault::Severity::error, begin, begin + marked);
    fault.text = std::move(text);
    fault.hint = std::move(hint);
    faults.push_back(std::move(fault));
  }
};

/// Appends `c`; an LF that stands alone becomes CRLF.
void append(std::string& out, char c) {
  if (c == '\n' && !out.ends_with('\r')) out += '\r';
  out += c;
}

/// The value of a quoted string (section 2.4.2): an unknown escape stands for its character.
std::string unquoted(std::string_view text) {
  text = text.substr(1, text.size() - 2);
  constexpr auto none = std::string_view::npos;
  if (text.find('\\') == none && text.find('\n') == none) return std::string(text);  // as most are
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    append(out, text[i]);
  }
  return out;
}

/// The value of `text:` lines: the first line and the final dot go, a doubled leading dot becomes one.
std::string unstuffed(std::string_view text) {
  std::string out;
  text.remove_prefix(text.find('\n') + 1);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n') + 1);
    if (line.empty()) line = text;
    text.remove_prefix(line.size());
    if (line == "." || line == ".\n" || line == ".\r\n") break;
    if (line.starts_with("..")) line.remove_prefix(1);
    for (const char c : line) append(out, c);
  }
  return out;
}

std::optional<std::uint64_t> value(std::string_view text) {
  std::uint64_t factor = 1;
  switch (base::text::lower(text.back())) {
    case 'k':
      factor = 1ULL << 10;
      break;
    case 'm':
      factor = 1ULL << 20;
      break;
    case 'g':
      factor = 1ULL << 30;
      break;
    default:
      break;
  }
  if (factor > 1) text.remove_suffix(1);
  const auto number = base::text::number(text);
  if (!number || *number > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
  return *number * factor;
}

template <class Rule>
struct Action : tao::pegtl::nothing<Rule> {};

/// The names of commands, tests and tags end there, as in Pigeonhole.
constexpr std::size_t longest_identifier = 32;

void check_identifier(const auto& in, Reader& reader) {
  if (in.string_view().size() > longest_identifier + (in.string_view().starts_with(':') ? 1 : 0))
    reader.report(in, in.size(), "a name has more than " + std::to_string(longest_identifier) + " letters",
                  "");
}

template <>
struct Action<lexical::identifier> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    check_identifier(in, reader);
    reader.add(in, Token::Kind::identifier).text = base::text::lowered(in.string_view());
  }
};
template <>
struct Action<lexical::tag> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    check_identifier(in, reader);
    reader.add(in, Token::Kind::tag).text = base::text::lowered(in.string_view());
  }
};
template <>
struct Action<lexical::number> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    const auto number = value(in.string_view());
    if (!number) reader.report(in, in.size(), "number is too large", "numbers end at 18446744073709551615");
    reader.add(in, Token::Kind::number).number = number.value_or(0);
  }
};
template <>
struct Action<lexical::quoted_string> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add(in, Token::Kind::string).text = unquoted(in.string_view());
  }
};
template <>
struct Action<lexical::multi_line> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add(in, Token::Kind::string).text = unstuffed(in.string_view());
  }
};
template <>
struct Action<lexical::mark> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add(in, Token::Kind::mark).mark = *in.begin();
  }
};
template <>
struct Action<lexical::unclosed_comment> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.cut = static_cast<std::size_t>(in.begin() - reader.start);
    reader.report(in, 2, "comment is never closed", "end it with */");
  }
};
template <>
struct Action<lexical::unclosed_string> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.cut = static_cast<std::size_t>(in.begin() - reader.start);
    reader.report(in, 1, "string is never closed", "a quote ends it; a quote inside it is written \\\"");
  }
};
template <>
struct Action<lexical::unclosed_text> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.cut = static_cast<std::size_t>(in.begin() - reader.start);
    reader.report(in, 5, "text: is never closed", "end it with a line that holds a single dot");
  }
};
template <>
struct Action<lexical::bad_number> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.report(in, in.size(), "not a number", "digits, and behind them at most one of K, M, G");
    reader.add(in, Token::Kind::number);
  }
};
/// What other languages write so.
std::string meant(char stray) {
  switch (stray) {
    case '!':
      return "write: not";
    case '|':
      return "write: anyof (TEST, TEST)";
    case '&':
      return "write: allof (TEST, TEST)";
    case '/':
      return "a comment begins with # or stands between /* and */";
    case '\'':
      return "strings stand in double quotes";
    case '=':
      return "values are compared by tests, as in: header :is \"subject\" \"x\"";
    default:
      return "";
  }
}

template <>
struct Action<lexical::stray> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    const auto octet = static_cast<unsigned char>(*in.begin());
    const auto* before = std::exchange(reader.stray, in.begin());
    const bool behind_another = before != nullptr && before + 1 == in.begin();
    if (behind_another && (octet & 0xC0U) == 0x80U) return;  // reported with the character's first octet
    const bool shown = octet > 0x20 && octet < 0x7F;
    const bool pair = octet == '&' || octet == '|' || octet == '/';
    if (pair && behind_another && *before == *in.begin()) return;  // one hint for both
    const std::string_view rest(in.begin(), static_cast<std::size_t>(in.input().end() - in.begin()));
    const bool mark = in.begin() == reader.start && rest.starts_with("\xEF\xBB\xBF");
    reader.report(in, 1,
                  mark    ? "a byte order mark"
                  : shown ? "unexpected character '" + in.string() + "'"
                          : "unexpected character",
                  mark            ? "save the script as UTF-8 without one"
                  : octet >= 0x80 ? "only strings and comments hold more than ASCII"
                                  : meant(static_cast<char>(octet)));
  }
};

/// NUL and a CR alone are never permitted (section 2.1). True if there is none.
bool permitted(std::string_view script, const Lines& lines, std::vector<Fault>& faults) {
  std::size_t at = script.find('\r');
  while (at < script.size() && script.substr(at + 1).starts_with('\n')) at = script.find('\r', at + 1);
  const std::size_t nul = script.find('\0');
  const bool lone_cr = at < nul;
  at = std::min(at, nul);
  if (at == std::string_view::npos) return true;
  Fault fault = lines.fault(Fault::Severity::error, at, at + 1);
  fault.text = lone_cr ? "CR without LF" : "NUL in the script";
  fault.hint = lone_cr ? "lines end with CRLF or LF" : "with require \"encoded-character\" write ${hex:00}";
  faults.push_back(std::move(fault));
  return false;
}

}  // namespace

std::vector<Token> tokens(std::string_view script, const Lines& lines, const Limits& limits,
                          std::vector<Fault>& faults) {
  Reader reader{.start = script.begin(), .lines = lines, .limits = limits, .faults = faults};
  reader.found.reserve(script.size() / 6 + 1);  // growing costs as much as reading
  if (permitted(script, lines, faults)) {
    tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy> in(script, "script");
    tao::pegtl::parse<lexical::script, Action>(in, reader);
  }
  const std::size_t begin = std::min(reader.cut, script.size());
  reader.found.push_back({.kind = Token::Kind::end, .begin = begin, .end = script.size()});
  return std::move(reader.found);
}

}  // namespace sieve
