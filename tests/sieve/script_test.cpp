// Reading scripts: words, syntax errors and how they are shown (RFC 5228 section 8).

#include "sieve/script.hpp"

#include <algorithm>

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

using SyntaxTest = SieveTest;

TEST_F(SyntaxTest, ReadsAllFormsOfStrings) {
  const std::string text = "x \"a\\\"b\\\\c\\d\" [\"e\", text: # comment\n..f\n.g\n.\n];";
  std::vector<Fault> faults;
  const auto script = syntax::parse(text, Lines(text), {}, faults);
  ASSERT_TRUE(faults.empty());
  const auto& arguments = script.commands.at(0).arguments;
  EXPECT_EQ(arguments.at(0).strings.at(0).value, "a\"b\\cd");
  EXPECT_EQ(arguments.at(1).strings.at(1).value, ".f\r\n.g\r\n");
}

TEST_F(SyntaxTest, MultipliesQuantifiers) {
  const std::string text = "x 1 2k 3M 4G;";
  std::vector<Fault> faults;
  const auto script = syntax::parse(text, Lines(text), {}, faults);
  const auto& arguments = script.commands.at(0).arguments;
  EXPECT_EQ(arguments.at(1).number, 2048U);
  EXPECT_EQ(arguments.at(2).number, 3U << 20);
  EXPECT_EQ(arguments.at(3).number, 4ULL << 30);
}

TEST_F(SyntaxTest, RefusesWhatIsNoWord) {
  EXPECT_EQ(first_fault("keep\n$;"), "2:1 unexpected character '$'");
  EXPECT_EQ(first_fault("if size :over 100KB { keep; }"), "1:15 not a number");
  EXPECT_EQ(first_fault("if size :over 99999999999999999999 { keep; }"), "1:15 number is too large");
  EXPECT_EQ(first_fault("keep /* never closed"), "1:6 comment is never closed");
  EXPECT_EQ(first_fault("redirect \"never closed"), "1:10 string is never closed");
  EXPECT_EQ(first_fault("redirect text:\nnever closed"), "1:10 text: is never closed");
  EXPECT_EQ(first_fault(std::string_view("keep\0;", 6)), "1:5 NUL in the script");
  EXPECT_EQ(first_fault("keep\r;"), "1:5 CR without LF");
}

TEST_F(SyntaxTest, SaysWhatStandsInTheWrongPlace) {
  EXPECT_EQ(first_fault("keep"), "1:4 expected ';' or a block after this, found the end of the script");
  EXPECT_EQ(first_fault("keep }"), "1:4 expected ';' or a block after this, found '}'");
  EXPECT_EQ(first_fault("} keep;"), "1:1 unexpected '}'");
  EXPECT_EQ(first_fault("if true { keep;"), "1:9 this block is never closed");
  EXPECT_EQ(first_fault("\"keep\";"), "1:1 a command begins with its name, not with a string");
  EXPECT_EQ(first_fault("if header [\"a\" \"b\"] \"c\" { keep; }"),
            "1:16 expected ',' or ']' in a string list, found a string");
  EXPECT_EQ(first_fault("if anyof (true false) { keep; }"), "1:16 true takes no test");
  EXPECT_EQ(first_fault("if anyof () { keep; }"), "1:11 expected a test, found ')'");
  EXPECT_EQ(first_fault(";"), "1:1 unexpected ';'");
}

TEST_F(SyntaxTest, GoesOnBehindABrokenCommand) {
  const auto checked = engine.check("if header [1] { kepp; }\nkeep 1;\nif true { discrd; }");
  std::string lines;
  for (const auto& fault : checked.faults) lines += std::to_string(fault.line);
  EXPECT_EQ(lines, "123");
}

// Found by fuzz_sieve: the check of a command looked at arguments that had been refused.
TEST_F(SyntaxTest, DoesNotLookAtArgumentsThatWereRefused) {
  EXPECT_FALSE(accepts("redirect 1;"));
  EXPECT_FALSE(accepts("require 1;"));
  EXPECT_FALSE(accepts(
      "require [\"variables\", \"imap4flags\", \"enotify\"]; set 1 2; addflag 1 2; notify :message 1;"));
  std::string many;
  for (int i = 0; i < 200; ++i) many += "redirect 1;\n";
  EXPECT_FALSE(accepts(many));
}

TEST_F(SyntaxTest, SuspectsAMissingSemicolon) {
  const auto checked = engine.check("discard\nkeep;");
  ASSERT_FALSE(checked.faults.empty());
  EXPECT_EQ(checked.faults[0].text, "discard takes no test");
  EXPECT_EQ(checked.faults[0].hint, "is a ';' missing before \"keep\"?");
}

TEST_F(SyntaxTest, ShowsTheLineWithACaret) {
  const auto checked = engine.check("keep;\n\tif heder \"\xC3\xA4\" \"b\" { keep; }\n");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(rendered(checked.faults[0], "my.sieve"),
            "my.sieve:2:5: error: unknown test \"heder\"\n"
            "    2 | \tif heder \"\xC3\xA4\" \"b\" { keep; }\n"
            "      | \t   ^~~~~\n"
            "        did you mean \"header\"?\n");
  EXPECT_EQ(on_one_line(checked.faults[0]),
            "line 2, column 5: error: unknown test \"heder\" (did you mean \"header\"?)");
}

TEST_F(SyntaxTest, ShowsOfALongLineWhatIsAroundTheCaret) {
  const std::string umlauts = [] {
    std::string out;
    for (int i = 0; i < 300; ++i) out += "\xC3\xA4";
    return out;
  }();
  const auto checked = engine.check("if header \"subject\" \"" + umlauts + "\" { fileinot; } # " + umlauts);
  ASSERT_EQ(checked.faults.size(), 1U);
  const std::string shown = rendered(checked.faults[0], "s");
  const auto line = shown.substr(shown.find('\n') + 1);
  const auto source = line.substr(0, line.find('\n'));
  EXPECT_EQ(source.find("    1 | ...\xC3\xA4"), 0U) << source;
  EXPECT_TRUE(source.ends_with("\xC3\xA4...")) << source;
  const auto before = source.substr(0, source.find("fileinot"));
  const auto characters =
      std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  const auto marked = line.substr(line.find('\n') + 1);
  EXPECT_EQ(marked.find('^'), static_cast<std::size_t>(characters)) << shown;
  EXPECT_EQ(checked.faults[0].column, 326U);
}

TEST_F(SyntaxTest, CountsColumnsInCharacters) {
  EXPECT_EQ(first_fault("if header \"\xC3\xA4\xE2\x82\xAC\" [1] { keep; }"),
            "1:17 expected a string in a string list, found a number");
}

TEST_F(SyntaxTest, WarnsOfWhatSurelyIsAMistake) {
  const auto warning = [&](std::string_view script) {
    const auto checked = engine.check(script);
    EXPECT_NE(checked.program, nullptr);
    return first_fault(script);
  };
  EXPECT_EQ(warning("if header :is \"Subject:\" \"x\" { keep; }"),
            "1:15 no header field has this name, so nothing will match");
  EXPECT_EQ(warning("stop;\nkeep;"), "2:1 this is never reached");
  EXPECT_EQ(warning("require \"fileinto\";\nkeep;"),
            "1:9 the extension \"fileinto\" is required and never used");
  EXPECT_EQ(warning("if header \"subject\" \"a*\" { keep; }"),
            "1:21 '*' and '?' stand for themselves in :is");
}

}  // namespace
}  // namespace sieve
