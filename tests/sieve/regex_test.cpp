// :regex (draft-murchison-sieve-regex).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class RegexTest : public SieveTest {
 protected:
  bool yes(std::string_view value, std::string_view key, std::string_view comparator = "i;ascii-casemap") {
    message = "Subject: " + std::string(value) + "\r\n\r\n";
    return holds("header :regex :comparator \"" + std::string(comparator) + "\" \"subject\" \"" +
                     std::string(key) + '"',
                 "\"regex\", \"comparator-i;unicode-casemap\"");
  }
};

TEST_F(RegexTest, FindsAnywhereInTheValue) {
  EXPECT_TRUE(yes("one two three", "t[vw]o"));
  EXPECT_FALSE(yes("one two three", "^two"));
  EXPECT_TRUE(yes("one two three", "^one.*(three|four)$"));
  EXPECT_TRUE(yes("a1b22", "^[[:alpha:]][0-9]b[[:digit:]]{2}$"));
}

TEST_F(RegexTest, HasTheCaseOfItsComparator) {
  EXPECT_TRUE(yes("Hello", "hELLO"));
  EXPECT_FALSE(yes("Hello", "hELLO", "i;octet"));
  EXPECT_TRUE(yes("\u00C4rger", "\u00E4r", "i;unicode-casemap"));
}

TEST_F(RegexTest, ReadsBracketsAndWordEndsAsPosixDoes) {
  EXPECT_TRUE(yes("a\\b", "^a[\\\\]b$"));
  EXPECT_TRUE(yes("x]", "^x[]y]$"));
  EXPECT_TRUE(yes("x", "^[^]y]$"));
  EXPECT_TRUE(yes("the cat sat", "\\\\<cat\\\\>"));
  EXPECT_FALSE(yes("concat", "\\\\<cat\\\\>"));
}

TEST_F(RegexTest, SetsMatchVariables) {
  message = "Subject: say hello world\r\n\r\n";
  EXPECT_EQ(
      actions("require [\"regex\", \"variables\", \"fileinto\"];\n"
              "if header :regex \"subject\" \"h(e)(x)?(l+)\" { fileinto \"${0}|${1}|${2}|${3}|${4}|\"; }"),
      "fileinto \"hell|e||ll||\" (line 2)");
}

TEST_F(RegexTest, TheLongestAlternativeWins) {
  message = "Subject: abcd\r\n\r\n";
  EXPECT_EQ(actions("require [\"regex\", \"variables\", \"fileinto\"];\n"
                    "if header :regex \"subject\" \"ab|abcd\" { fileinto \"${0}\"; }"),
            "fileinto \"abcd\" (line 2)");
}

TEST_F(RegexTest, QuotesAreNotTornWhereAVariableEnds) {
  Engine::Settings settings;
  settings.limits.variable_octets = 7;
  engine = Engine(settings);
  EXPECT_EQ(actions("require [\"regex\", \"variables\", \"fileinto\"];\n"
                    "set :quoteregex \"a\" \"1+1+1+1\"; fileinto \"${a}\";"),
            "fileinto \"1\\+1\\+1\" (line 2)");
  EXPECT_EQ(actions("require [\"regex\", \"variables\", \"fileinto\"];\n"
                    "set :quoteregex \"a\" \"1+++++\"; fileinto \"${a}\";"),
            "fileinto \"1\\+\\+\\+\" (line 2)");
  EXPECT_EQ(actions("require [\"regex\", \"variables\", \"fileinto\"];\n"
                    "set :quoteregex \"a\" \"++++++\"; fileinto \"${a}\";"),
            "fileinto \"\\+\\+\\+\" (line 2)");
}

TEST_F(RegexTest, RefusesWhatIsNoExpression) {
  EXPECT_EQ(first_fault("require \"regex\"; if header :regex \"subject\" [\"a\", \"b(\"] { keep; }"),
            "1:51 \"b(\" is not a regular expression: missing ): b(");
  EXPECT_EQ(first_fault("require \"regex\"; if header :regex \"subject\" \"(a)\\\\1\" { keep; }"),
            "1:45 \"(a)\\1\" is not a regular expression: there are no back references");
  EXPECT_FALSE(
      accepts("require [\"regex\", \"comparator-i;ascii-numeric\"];\n"
              "if header :regex :comparator \"i;ascii-numeric\" \"subject\" \"1\" { keep; }"));
  EXPECT_FALSE(
      accepts("require \"regex\"; if header :regex \"subject\" \"((a{1,200}){1,200}){1,200}\" { keep; }"));
}

TEST_F(RegexTest, RefusesWhatDependsOnALanguage) {
  for (const char* key : {"[[=a=]]", "[x[.-.]]", "[^[=e=]]"}) {
    EXPECT_NE(first_fault("require \"regex\"; if header :regex \"a\" \"" + std::string(key) + "\" { keep; }")
                  .find("[= =]"),
              std::string::npos)
        << key;
  }
  for (const char* key : {"[[:alpha:]]", "[=.]", "[[.]", "a[.]b"})
    EXPECT_EQ(first_fault("require \"regex\"; if header :regex \"a\" \"" + std::string(key) + "\" { keep; }"),
              "")
        << key;
}

TEST_F(RegexTest, LimitsTheExpressionsOfAScript) {
  std::string keys = "\"a0\"";
  for (int i = 1; i < 500; ++i) keys += ", \"a" + std::to_string(i) + "\"";
  EXPECT_TRUE(accepts("require \"regex\"; if header :regex \"subject\" [" + keys + "] { keep; }"));
  EXPECT_EQ(first_fault("require \"regex\"; if header :regex \"subject\" [" + keys +
                        "] { keep; }\n"
                        "if header :regex \"subject\" \"b\" { keep; }"),
            "2:28 more than 500 keys of :regex in one script");
}

TEST_F(RegexTest, AVariableThatIsNoneMatchesNothing) {
  EXPECT_EQ(actions("require [\"regex\", \"variables\"]; set \"a\" \"m(\";\n"
                    "if header :regex \"subject\" [\"${a}\", \"minutes\"] { discard; }"),
            "discard (line 2)");
}

TEST_F(RegexTest, QuotesForItself) {
  EXPECT_EQ(actions("require [\"regex\", \"variables\", \"fileinto\"]; set :quoteregex \"a\" \"1+1=(2)?\";\n"
                    "fileinto \"${a}\";"),
            "fileinto \"1\\+1=\\(2\\)\\?\" (line 2)");
}

TEST_F(RegexTest, TakesTimeLinearInTheText) {
  message = "Subject: " + std::string(100'000, 'a') + "\r\n\r\n";
  const auto outcome = run("require \"regex\"; if header :regex \"subject\" \"^(a|aa|a*)*$x\" { discard; }");
  EXPECT_FALSE(outcome.error);
  EXPECT_LT(outcome.steps, 20'000U);
}

TEST_F(RegexTest, CostsTextTimesExpression) {
  message = "Subject: " + std::string(500'000, 'a') + "\r\n\r\n";
  const auto outcome =
      run("require \"regex\"; if header :regex \"subject\" \"(a|b)*a(a|b){200}(a|b){200}c\" { discard; }");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->text, "the script needs more than 2000000 steps for this message");
}

TEST_F(RegexTest, MakesAKeyWithVariablesReadyOnceForAllValues) {
  const auto steps = [&](int fields) {
    message.clear();
    for (int i = 0; i < fields; ++i) message += "X: a\r\n";
    message += "\r\n";
    const auto outcome =
        run("require [\"regex\", \"variables\"]; set \"a\" \"((b|c){1,8}x){1,20}\";\n"
            "if header :regex \"x\" [\"${a}1\", \"${a}2\"] { discard; }");
    EXPECT_FALSE(outcome.error);
    return outcome.steps;
  };
  EXPECT_LT(steps(20), 3 * steps(1));
}

TEST_F(RegexTest, MakingAKeyReadyCostsSteps) {
  std::string script = "require [\"regex\", \"variables\"]; set \"a\" \"((b|c){1,8}x){1,60}\";\n";
  for (int i = 0; i < 400; ++i)
    script += "if string :regex \"a\" \"${a}" + std::to_string(i) + "\" { discard; }\n";
  EXPECT_GT(run(script).steps, 1'000'000U);
}

TEST_F(RegexTest, LimitsTheMemoryOfTheExpressionsOfAScript) {
  std::string keys = "\"a0\"";
  for (int i = 1; i < 200; ++i) keys += ", \"(a|b){400}(a|b){400}" + std::to_string(i) + "\"";
  const auto checked =
      engine.check("require \"regex\"; if header :regex \"subject\" [" + keys + "] { keep; }");
  ASSERT_FALSE(checked.faults.empty());
  EXPECT_EQ(checked.faults.front().text, "the keys of :regex in this script need more than 32 MiB of memory");
}

}  // namespace
}  // namespace sieve
