// "regex" (draft-murchison-sieve-regex): the match type :regex, and set :quoteregex. The expressions are
// those of POSIX, extended; RE2 finds them in time linear in the text, so it has no back references.

#include <array>
#include <memory>

#include <re2/re2.h>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/variables.hpp"

namespace sieve {
namespace {

// Octets of one expression and of what it is turned into, also while it is used: enough for a short one and
// the states that it meets, and for any.
constexpr int usual_memory = 1 << 16;
constexpr int most_memory = 1 << 18;
constexpr int short_instructions = 512;
constexpr std::size_t most_captures = 100;  // ${0} to ${99}

// What a match costs: an expression that meets too many states looks at each of its instructions for each
// octet.
constexpr std::uint64_t instructions_of_an_octet = 2;
constexpr std::uint64_t overhead_octets = 4;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

/// POSIX as RE2 reads it: in brackets a backslash stands for itself, and \< and \> are the ends of a word.
std::string translated(std::string_view key) {
  std::string out;
  bool bracket = false;
  std::size_t inside = 0;  // where the bracket's list began
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    if (bracket) {
      if (c == '\\') out += '\\';
      const bool named = c == '[' && i + 1 < key.size() && key[i + 1] == ':';
      const auto close = named ? key.find(":]", i + 2) : std::string_view::npos;
      if (close != std::string_view::npos) {
        out += key.substr(i, close + 2 - i);
        i = close + 1;
        continue;
      }
      bracket = c != ']' || i == inside;
    } else if (c == '\\' && i + 1 < key.size()) {
      out += c;
      ++i;
      out += key[i] == '<' || key[i] == '>' ? 'b' : key[i];
      continue;
    } else if (c == '[') {
      bracket = true;
      inside = i + 1 + static_cast<std::size_t>(i + 1 < key.size() && key[i + 1] == '^');
    }
    out += c;
  }
  return out;
}

RE2::Options options(const Comparator& comparator, int memory) {
  RE2::Options options;
  options.set_posix_syntax(true);
  options.set_perl_classes(true);
  options.set_word_boundary(true);
  options.set_one_line(true);
  options.set_longest_match(true);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  options.set_case_sensitive(!comparator.equal("a", "A"));
  return options;
}

/// [=a=] and [.a.] are of a language's order, which nothing here has.
bool has_collation(std::string_view key) {
  bool bracket = false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (!bracket && key[i] == '\\') {
      ++i;
    } else if (!bracket) {
      bracket = key[i] == '[';
    } else if ((key.substr(i).starts_with("[=") && key.find("=]", i + 2) != std::string_view::npos) ||
               (key.substr(i).starts_with("[.") && key.find(".]", i + 2) != std::string_view::npos)) {
      return true;
    } else if (key[i] == ']') {
      bracket = false;
    }
  }
  return false;
}

bool has_back_reference(std::string_view key) {
  for (std::size_t i = 0; i + 1 < key.size(); ++i) {
    if (key[i] != '\\') continue;
    ++i;
    if (key[i] >= '1' && key[i] <= '9') return true;
  }
  return false;
}

struct Expression final : PreparedKey {
  Expression(std::string_view key, const Comparator& comparator) {
    if (has_collation(key)) {
      fault = "\"" + std::string(key) + "\" is not a regular expression here: there are no [= =] and [. .]";
      return;
    }
    const std::string text = translated(key);
    memory = usual_memory;
    regex = std::make_unique<RE2>(piece(text), options(comparator, usual_memory));
    if (regex->error_code() == RE2::ErrorPatternTooLarge || regex->ProgramSize() > short_instructions) {
      memory = most_memory;
      regex = std::make_unique<RE2>(piece(text), options(comparator, most_memory));
    }
    if (regex->ok()) return;
    fault = "\"" + std::string(key) + "\" is not a regular expression: " +
            (has_back_reference(key) ? "there are no back references" : regex->error());
  }
  std::unique_ptr<RE2> regex;
};

std::unique_ptr<const PreparedKey> expression(std::string_view key, const Comparator& comparator) {
  return std::make_unique<Expression>(key, comparator);
}

// ${0} is what the expression stands for, not the whole value.
bool matches(Comparison& comparison) {
  const RE2& regex = *static_cast<const Expression&>(*comparison.prepared).regex;
  std::array<re2::StringPiece, most_captures> found;
  const int groups = std::min<int>(regex.NumberOfCapturingGroups() + 1, found.size());
  const bool wanted = comparison.captures != nullptr;
  const auto size = static_cast<std::uint64_t>(regex.ProgramSize());
  comparison.budget.spend_octets((overhead_octets + comparison.value.size()) * size /
                                 instructions_of_an_octet);
  const bool matched = regex.Match(piece(comparison.value), 0, comparison.value.size(), RE2::UNANCHORED,
                                   found.data(), wanted ? groups : 0);
  if (!matched || !wanted) return matched;
  for (int i = 0; i < groups; ++i) {
    const auto& one = found[static_cast<std::size_t>(i)];
    comparison.captures->push_back(one.data() == nullptr ? std::string_view()
                                                         : std::string_view(one.data(), one.size()));
  }
  return true;
}

std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.[]|()?*+{}").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

const MatchType regex_type{.name = ":regex",
                           .needs = MatchType::Needs::substring,
                           .prepare = expression,
                           .match = matches,
                           .costly = true};
const Modifier quote_regex_modifier{.precedence = 20, .apply = quoted, .whole = whole_quoted};

}  // namespace

extern const Extension regex_extension{
    .capability = "regex",
    .tags = {{.on = any_match, .name = ":regex", .group = any_match, .match_type = &regex_type},
             {.on = any_modifier,
              .name = ":quoteregex",
              .group = "modifier 20",
              .modifier = &quote_regex_modifier}},
};

}  // namespace sieve
