// What a script pays for: work that grows with the message, with lists, and with what a command makes.

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class CostTest : public SieveTest {
 protected:
  std::uint64_t steps(std::string_view script) {
    const auto outcome = run(script);
    EXPECT_FALSE(outcome.error) << outcome.error->text;
    return outcome.steps;
  }
  static std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  }
};

TEST_F(CostTest, OfFlags) {
  std::string flags;
  for (int i = 0; i < 200; ++i) flags += " f" + std::to_string(i);
  EXPECT_GT(steps("require \"imap4flags\"; setflag \"" + flags + "\";"), 200U);
  EXPECT_GT(steps("require \"imap4flags\"; keep :flags \"" + flags + "\";"), 200U);
  const auto set = steps("require \"imap4flags\"; setflag \"" + flags + "\";");
  EXPECT_GT(steps("require \"imap4flags\"; setflag \"" + flags + "\"; removeflag \"" + flags + "\";"),
            2 * set + 200 * 200 / 64);
  EXPECT_GT(steps("require [\"imap4flags\", \"variables\"]; set \"v\" \"" + flags +
                  "\"; if hasflag \"v\" \"x\" { stop; }"),
            200U);
}

TEST_F(CostTest, OfWhatAModifierMakes) {
  const auto set = [&](const std::string& modifier) {
    return steps("require [\"variables\", \"enotify\"]; set " + modifier + " \"v\" \"" + repeated("+", 6400) +
                 "\";");
  };
  EXPECT_GE(set(":encodeurl"), set("") + 3 * 6400 / 64);
}

TEST_F(CostTest, OfADateThatIsLongToRead) {
  message = "Date: " + repeated("(", 64'000) + "\r\n\r\n";
  const std::string test = "if date \"date\" \"year\" \"2026\" { stop; }";
  EXPECT_GT(steps("require \"date\"; " + test + test), steps("require \"date\"; " + test) + 1000);
}

TEST_F(CostTest, OfTypesThatPartsAreComparedWith) {
  message =
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\nx\r\n", 100) + "--b--\r\n";
  const auto looked = steps("require \"body\"; if body :content [\"a/b\"" + repeated(", \"a/b\"", 639) +
                            "] :contains \"q\" { stop; }");
  EXPECT_GT(looked, 100U * 640 * 4 / 64);
}

TEST_F(CostTest, OfFieldsThatEncloseCopies) {
  EXPECT_GT(steps("require \"enclose\"; enclose :headers [\"x\"" + repeated(", \"x\"", 640) + "] \"note\";"),
            640U);
}

TEST_F(CostTest, OfTextInAnotherCharset) {
  const auto extract = [&](const std::string& charset) {
    message = "Content-Type: text/plain; charset=" + charset + "\r\n\r\n" + repeated("x", 64'000);
    return steps(
        "require [\"foreverypart\", \"extracttext\", \"variables\"]; foreverypart { extracttext :first 1 "
        "\"v\"; }");
  };
  EXPECT_GT(extract("iso-2022-jp"), extract("utf-8") + 4U * 64'000 / 64 - 10);
  const auto look = [&](const std::string& charset) {
    message = "Content-Type: text/plain; charset=" + charset + "\r\n\r\n" + repeated("x", 64'000);
    return steps("require \"body\"; if body :contains \"q\" { stop; }");
  };
  EXPECT_GT(look("iso-2022-jp"), look("utf-8") + 4U * 64'000 / 64 - 10);
}

TEST_F(CostTest, FaultsThatAreNotReportedAreNotLookedFor) {
  const auto check = [&](const std::string& script) {
    return cpu_seconds([&] { (void)engine.check(script); });
  };
  const double good = check(repeated("keep;", 100'000));
  EXPECT_LT(check(repeated("a;", 100'000)), 2 * good);
  EXPECT_LT(check("require [\"x\"" + repeated(", \"vnd.dovecot.a\"", 60'000) + "];"), 2 * good);
  EXPECT_LT(check("if anyof (x" + repeated(", x", 100'000) + ") { keep; }"), 2 * good);
  EXPECT_LT(check("require \"" + repeated("x", 1'000'000) + "\";"), 2 * good);
}

}  // namespace
}  // namespace sieve
