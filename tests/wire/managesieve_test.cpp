// ManageSieve's grammar (RFC 5804 section 4).

#include "wire/managesieve.hpp"

#include <gtest/gtest.h>

namespace wire::managesieve {
namespace {

using Kind = Token::Kind;

/// The tokens of `line`, which must hold no literal; texts joined by '|'.
std::string tokens_of(std::string_view line) {
  Reader reader;
  const auto more = reader.add_line(line);
  if (!more) return "error: " + more.error().text;
  if (*more) return "literal of " + std::to_string(**more);
  std::string joined;
  for (const Token& token : reader.tokens()) joined += (joined.empty() ? "" : "|") + token.text;
  return joined;
}

TEST(ManageSieveReaderTest, ReadsAtomsStringsAndNumbers) {
  Reader reader;
  EXPECT_FALSE(reader.add_line("HaveSpace \"my \\\"own\\\" \\\\ script\" 999999").value());
  ASSERT_EQ(reader.tokens().size(), 3u);
  EXPECT_TRUE(reader.tokens()[0].is("HAVESPACE"));
  EXPECT_EQ(reader.tokens()[1].kind, Kind::string);
  EXPECT_EQ(reader.tokens()[1].text, "my \"own\" \\ script");
  EXPECT_EQ(reader.tokens()[2].kind, Kind::number);
  EXPECT_EQ(reader.tokens()[2].number, 999999u);
}

TEST(ManageSieveReaderTest, AStringIsNoAtom) {
  Reader reader;
  ASSERT_TRUE(reader.add_line("\"LOGOUT\""));
  EXPECT_FALSE(reader.tokens()[0].is("LOGOUT"));
}

TEST(ManageSieveReaderTest, PutsLiteralsTogetherWithTheirLines) {
  Reader reader;
  EXPECT_EQ(reader.add_line("PUTSCRIPT {3+}").value(), 3u);
  reader.add_literal("a\r\n");
  EXPECT_EQ(reader.add_line(" {0+}").value(), 0u);
  reader.add_literal("");
  EXPECT_FALSE(reader.add_line("").value());
  ASSERT_EQ(reader.tokens().size(), 3u);
  EXPECT_EQ(reader.tokens()[1].text, "a\r\n");
  EXPECT_EQ(reader.tokens()[2].text, "");
  EXPECT_EQ(reader.tokens()[2].kind, Kind::string);
}

TEST(ManageSieveReaderTest, AClientsLiteralIsNotSynchronised) {
  Reader reader;
  EXPECT_FALSE(reader.add_line("PUTSCRIPT \"a\" {3}"));
  EXPECT_TRUE(reader.is_desynchronised());
  EXPECT_EQ(tokens_of("{3+}"), "literal of 3");
}

TEST(ManageSieveReaderTest, NumbersHave32BitsAndNoLeadingZeros) {
  Reader reader;
  ASSERT_TRUE(reader.add_line("HAVESPACE \"a\" 4294967296"));
  EXPECT_EQ(reader.tokens()[2].kind, Kind::atom);
  EXPECT_EQ(tokens_of("X {4294967295+}"), "literal of 4294967295");
  for (const auto* line : {"X {4294967296+}", "X {+}", "X {-1+}", "X {01+}", "X {1+} ", "X {1+", "X {"})
    EXPECT_TRUE(tokens_of(line).starts_with("error")) << line;
}

TEST(ManageSieveReaderTest, RefusesWhatIsNotInTheGrammar) {
  for (const auto* line : {"X \"open", "X \"a\\n\"", "X \"a\\", "X \"a\"b", "X\"a\"", "X \"\xFF\"", "X \x01",
                           "X \\", "X \"a\"{3+}", "X \xC3\xA9"})
    EXPECT_TRUE(tokens_of(line).starts_with("error")) << line;
}

TEST(ManageSieveReaderTest, QuotedStringsEndAt1024Octets) {
  EXPECT_EQ(tokens_of("X \"" + std::string(1024, 'a') + "\""), "X|" + std::string(1024, 'a'));
  EXPECT_TRUE(tokens_of("X \"" + std::string(1025, 'a') + "\"").starts_with("error"));
}

TEST(ManageSieveReaderTest, TokensAreLimitedAcrossLiterals) {
  Reader reader;
  bool refused = false;
  for (int i = 0; i < 100 && !refused; ++i) {
    const auto more = reader.add_line("a {1+}");
    refused = !more;
    reader.add_literal("x");
  }
  EXPECT_TRUE(refused);
  EXPECT_LE(reader.tokens().size(), 2 * most_tokens);
}

TEST(ManageSieveResponseTest, IsWrittenAsTheRfcShows) {
  EXPECT_EQ(written({.status = Status::ok}), "OK\r\n");
  EXPECT_EQ(written({.status = Status::no, .code = "QUOTA/MAXSIZE", .text = "Quota exceeded"}),
            "NO (QUOTA/MAXSIZE) \"Quota exceeded\"\r\n");
  EXPECT_EQ(written({.status = Status::ok, .code = "TAG", .argument = "SYNC \"42\"", .text = "Done"}),
            "OK (TAG \"SYNC \\\"42\\\"\") \"Done\"\r\n");
  EXPECT_EQ(written({.status = Status::no, .text = "line 1\r\nline 2"}), "NO {14}\r\nline 1\r\nline 2\r\n");
}

TEST(ManageSieveStringTest, IsQuotedWhereItCanBe) {
  EXPECT_EQ(string("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(string(""), "\"\"");
  EXPECT_EQ(string("a\nb"), "{3}\r\na\nb");
  EXPECT_EQ(string("\xFF"), "{1}\r\n\xFF");
  EXPECT_EQ(string(std::string(1024, 'a')), "\"" + std::string(1024, 'a') + "\"");
  EXPECT_TRUE(string(std::string(1025, 'a')).starts_with("{1025}"));
  EXPECT_TRUE(string(std::string(600, '"')).starts_with("{600}")) << "1200 octets when escaped";
}

TEST(ManageSieveNameTest, FollowsSection16) {
  EXPECT_TRUE(is_script_name("main script/2"));
  EXPECT_TRUE(is_script_name("r\xC3\xA9sum\xC3\xA9"));
  std::string longest;
  for (int i = 0; i < 128; ++i) longest += "\xF0\x9F\x93\xAC";
  EXPECT_TRUE(is_script_name(longest));
  EXPECT_FALSE(is_script_name(longest + "x"));
  for (const std::string name :
       {"", "a\tb", "a\x7F", "a\xC2\x85", "a\xE2\x80\xA8", "\xE2\x80\xA9", "\xFF", "a\xC2"})
    EXPECT_FALSE(is_script_name(name)) << name;
}

}  // namespace
}  // namespace wire::managesieve
