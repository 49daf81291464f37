// base/text: case, numbers, encodings.

#include "base/text.hpp"

#include <gtest/gtest.h>

namespace base::text {
namespace {

TEST(TextTest, ComparesOnlyAsciiLettersWithoutCase) {
  EXPECT_TRUE(same_ignoring_case("InBox", "INBOX"));
  EXPECT_FALSE(same_ignoring_case("inbo[", "inbo{"));
  EXPECT_FALSE(same_ignoring_case("\xC3\xA4", "\xC3\x84"));
}

TEST(TextTest, FindsWithoutCase) {
  EXPECT_EQ(find_ignoring_case("Hello World", "WORLD"), 6U);
  EXPECT_EQ(find_ignoring_case("Hello", "x"), std::string_view::npos);
}

TEST(TextTest, ReadsOnlyWholeNumbersThatFit) {
  EXPECT_EQ(number("18446744073709551615"), 18446744073709551615ULL);
  EXPECT_FALSE(number("18446744073709551616"));
  EXPECT_FALSE(number("-1"));
  EXPECT_FALSE(number("1 "));
  EXPECT_FALSE(number(""));
}

TEST(TextTest, EncodesTheVectorsOfRfc4648Section10) {
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
  EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(from_base64("-_8"), "\xFB\xFF");
  EXPECT_FALSE(from_base64("Zm9v YmFy"));
  EXPECT_FALSE(from_base64("Z"));
}

TEST(TextTest, RefusesIllFormedUtf8) {
  EXPECT_TRUE(is_utf8("gr\xC3\xBC\xC3\x9F \xF0\x9F\x93\xA7"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(TextTest, CutsUtf8BetweenCharacters) {
  EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 3), "a");
  EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
}

TEST(TextTest, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(nearest("lisen", {"listen", "next"}), "listen");
  EXPECT_FALSE(nearest("quota", {"listen", "next"}));
}

}  // namespace
}  // namespace base::text
