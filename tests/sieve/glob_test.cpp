// :matches (RFC 5228 section 2.7.1, RFC 5229 section 3.2).

#include "sieve/glob.hpp"

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {

extern const Extension comparator_ascii_casemap_extension;
extern const Extension comparator_unicode_casemap_extension;

namespace {

struct Matched {
  bool matched;
  std::vector<std::string_view> captures;
  std::uint64_t octets = 0;  ///< spent, rounded to steps
};

Matched match(std::string_view pattern, std::string_view value,
              const Comparator& comparator = comparator_ascii_casemap_extension.comparators[0]) {
  Matched result{};
  Budget budget(1'000'000);
  result.matched = Glob(pattern, comparator).matches(value, comparator, budget, &result.captures);
  result.octets = budget.spent() * Budget::octets_of_step;
  return result;
}

std::string captures(std::string_view pattern, std::string_view value) {
  const auto result = match(pattern, value);
  if (!result.matched) return "no match";
  std::vector<std::string> parts(result.captures.begin() + 1, result.captures.end());
  return base::text::join(parts, "|");
}

TEST(GlobTest, MatchesTheWholeValue) {
  EXPECT_TRUE(match("abc", "ABC").matched);
  EXPECT_FALSE(match("abc", "abcd").matched);
  EXPECT_FALSE(match("bcd", "abcd").matched);
  EXPECT_TRUE(match("", "").matched);
  EXPECT_FALSE(match("", "a").matched);
  EXPECT_TRUE(match("*", "").matched);
}

TEST(GlobTest, GivesWildcardsAsLittleAsPossible) {
  EXPECT_EQ(captures("*a*b", "xaab"), "x|a");
  EXPECT_EQ(captures("[*] *", "[acme-users] [fwd] version"), "acme-users|[fwd] version");
  EXPECT_EQ(captures("**", "abc"), "|abc");
  EXPECT_EQ(captures("?*?", "abcd"), "a|bc|d");
  EXPECT_EQ(captures("*?b?*", "a12b34"), "a1|2|3|4");
}

TEST(GlobTest, FindsTheMatchThatNeedsTheLastPlace) {
  EXPECT_EQ(captures("*ab", "abab"), "ab");
  EXPECT_EQ(captures("*ab*ab", "ababab"), "|ab");
  EXPECT_EQ(captures("a*a", "a"), "no match");
  EXPECT_EQ(captures("*a?c", "abcadc"), "abc|d");
  EXPECT_EQ(captures("*a?c*", "aabcaxc"), "a|b|axc");
}

TEST(GlobTest, TakesEscapedWildcardsLiterally) {
  EXPECT_TRUE(match("a\\*b", "a*b").matched);
  EXPECT_FALSE(match("a\\*b", "axb").matched);
  EXPECT_TRUE(match("\\?\\\\", "?\\").matched);
  EXPECT_TRUE(match("a\\", "a\\").matched);
}

TEST(GlobTest, TakesLinearTimeWhateverThePattern) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  pattern += "*b";
  const std::string value(100'000, 'a');
  const auto result = match(pattern, value);
  EXPECT_FALSE(result.matched);
  EXPECT_LT(result.octets, 10 * value.size());
}

TEST(GlobTest, TakesLinearTimeWithQuestionMarks) {
  const std::string value(100'000, 'a');
  const auto pattern = match("*a?c*", value);
  EXPECT_FALSE(pattern.matched);
  EXPECT_LT(pattern.octets, 50 * value.size());
  const auto many = match("*" + std::string(16'000, '?') + "x*", value);
  EXPECT_FALSE(many.matched);
  EXPECT_LT(many.octets, 50 * value.size());
  const auto last = match("*a" + std::string(16'000, '?') + "x", value);
  EXPECT_FALSE(last.matched);
  EXPECT_LT(last.octets, 50 * value.size());
}

TEST(GlobTest, AnswersAQuestionMarkWithACharacterAndItsMarks) {
  const auto& unicode = comparator_unicode_casemap_extension.comparators[0];
  const auto captured = [&](std::string_view pattern, std::string_view value) {
    const auto result = match(pattern, value, unicode);
    if (!result.matched) return std::string("no match");
    std::vector<std::string> parts(result.captures.begin() + 1, result.captures.end());
    return base::text::join(parts, "|");
  };
  EXPECT_EQ(captured("?", "\u00E4"), "\u00E4");
  EXPECT_EQ(captured("*??", "x\u00E4\u00F6"), "x|\u00E4|\u00F6");
  EXPECT_EQ(captured("*?b*", "a\u00E4bc"), "a|\u00E4|c");
  EXPECT_EQ(captured("??", "\u00E4"), "no match");
  EXPECT_EQ(captured("*?\u00D6", "\u00E4\u00F6"), "|\u00E4");
}

TEST(GlobTest, IsCutOffWithinOneMatch) {
  const auto& comparator = comparator_ascii_casemap_extension.comparators[0];
  Budget budget(1000);
  const Glob glob("*a" + std::string(500, '?') + "b" + std::string(500, 'c') + "*", comparator);
  EXPECT_THROW(glob.matches(std::string(1'000'000, 'a'), comparator, budget, nullptr), BudgetUsedUp);
}

TEST(GlobTest, AgreesWithTheObviousMatcher) {
  const auto obvious = [](auto self, std::string_view pattern, std::string_view value) -> bool {
    if (pattern.empty()) return value.empty();
    if (pattern[0] == '*')
      return self(self, pattern.substr(1), value) || (!value.empty() && self(self, pattern, value.substr(1)));
    return !value.empty() && (pattern[0] == '?' || pattern[0] == value[0]) &&
           self(self, pattern.substr(1), value.substr(1));
  };
  const auto word = [](unsigned number, std::string_view letters) {
    std::string out;
    for (; number > 0; number /= static_cast<unsigned>(letters.size()))
      out += letters[number % letters.size()];
    return out;
  };
  for (unsigned p = 0; p < 512; ++p)
    for (unsigned v = 0; v < 128; ++v) {
      const auto pattern = word(p, "ab?*");
      const auto value = word(v, "ab");
      ASSERT_EQ(match(pattern, value).matched, obvious(obvious, pattern, value)) << pattern << ' ' << value;
    }
}

}  // namespace
}  // namespace sieve
