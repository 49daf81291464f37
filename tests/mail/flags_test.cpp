// mail/flags: system flags and keywords.

#include "mail/flags.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(FlagsTest, ReadsSystemFlagsAndKeywordsWithoutRegardToCase) {
  const auto flags = parse_flags({"\\SEEN", "$Forwarded", "\\flagged", "$forwarded"});
  ASSERT_TRUE(flags);
  EXPECT_EQ(flags->system(), Flags::seen | Flags::flagged);
  EXPECT_EQ(flags->text(), "\\Flagged \\Seen $Forwarded");
  EXPECT_TRUE(flags->has_keyword("$FORWARDED"));
  EXPECT_FALSE(flags->has_keyword("$Junk"));
}

TEST(FlagsTest, RefusesRecentUnknownFlagsAndWhatIsNoAtom) {
  for (const std::string name :
       {"\\Recent", "\\Custom", "\\", "", "a b", "a(", "a]", "a%", "a*", "a{", "a\"", "\xC3\xA4", "a\x01"}) {
    const auto flags = parse_flags({name});
    ASSERT_FALSE(flags) << name;
    EXPECT_EQ(flags.error().code, base::Errc::syntax) << name;
  }
}

TEST(FlagsTest, LimitsTheLengthOfAKeyword) {
  EXPECT_TRUE(parse_flags({std::string(255, 'k')}));
  const auto flags = parse_flags({std::string(256, 'k')});
  ASSERT_FALSE(flags);
  EXPECT_EQ(flags.error().code, base::Errc::too_large);
}

TEST(FlagsTest, SortsKeywordsAndKeepsEachOnce) {
  const Flags flags(0, {"b", "C", "a", "B"});
  EXPECT_EQ(flags.keywords(), (std::vector<std::string>{"a", "B", "C"}));
}

TEST(FlagsTest, AddsAndRemoves) {
  Flags flags(Flags::seen, {"one"});
  flags.add(Flags(Flags::draft, {"Two", "ONE"}));
  EXPECT_EQ(flags.text(), "\\Seen \\Draft one Two");
  flags.remove(Flags(Flags::seen | Flags::answered, {"TWO"}));
  EXPECT_EQ(flags.text(), "\\Draft one");
  flags.remove(flags);
  EXPECT_TRUE(flags.empty());
}

}  // namespace
}  // namespace mail
