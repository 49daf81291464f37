// What a script may cost: each limit ends with an error that names it, and the message is kept.

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class LimitsTest : public SieveTest {
 protected:
  void limit(const Limits& limits) {
    engine = Engine(Engine::Settings{.limits = limits, .disabled = {}, .disabled_methods = {}});
  }
  static std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  }
};

TEST_F(LimitsTest, BlocksNestFifteenDeepAndMore) {
  EXPECT_TRUE(accepts(repeated("if exists \"a\" { ", 31) + "keep;" + repeated("}", 31)));
  EXPECT_EQ(first_fault(repeated("if exists \"a\" {", 33) + "keep;" + repeated("}", 33)),
            "1:495 blocks are nested deeper than 32");
}

TEST_F(LimitsTest, WhatFollowsABlockThatIsTooDeepIsRead) {
  const auto faults =
      engine.check(repeated("if exists \"a\" {", 33) + "keep \"x\" {}" + repeated("}", 33) + "\nkeep").faults;
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].text, "blocks are nested deeper than 32");
  EXPECT_EQ(faults[1].line, 2U);
}

TEST_F(LimitsTest, NamesHaveThirtyTwoLetters) {
  EXPECT_EQ(first_fault("if false { " + std::string(33, 'a') + "; }"),
            "1:12 a name has more than 32 letters");
  EXPECT_EQ(first_fault("if false { " + std::string(32, 'a') + " :" + std::string(32, 'b') + "; }"), "");
  EXPECT_EQ(first_fault("if false { keep :" + std::string(33, 'b') + "; }"),
            "1:17 a name has more than 32 letters");
}

TEST_F(LimitsTest, TestsNestFifteenDeepAndMore) {
  EXPECT_TRUE(accepts("if " + repeated("anyof (", 31) + "true" + repeated(")", 31) + " { keep; }"));
  EXPECT_FALSE(accepts("if " + repeated("not ", 20'000) + "true { keep; }"));
  EXPECT_FALSE(accepts("if " + repeated("anyof (", 20'000) + "true"));
}

TEST_F(LimitsTest, CommandsHaveManyArguments) {
  const auto with = [](int arguments) { return "keep " + repeated(":x ", arguments) + ";"; };
  EXPECT_EQ(first_fault(with(33)), "1:102 more than 32 arguments");
  EXPECT_EQ(first_fault(with(32)).find("more than"), std::string::npos);
}

TEST_F(LimitsTest, MatchVariablesEnd) {
  const std::string reads = "require \"variables\"; if string \"${9}\" \"\" { keep; }";
  limit({.match_variables = 9});
  EXPECT_TRUE(accepts(reads));
  limit({.match_variables = 8});
  EXPECT_EQ(first_fault(reads), "1:32 match variables end at ${8}");
}

TEST_F(LimitsTest, ScriptsWithoutNotifications) {
  limit({.notifications = 0});
  EXPECT_EQ(first_fault("require \"enotify\"; notify \"mailto:a@b.example\";"),
            "1:20 the limit of notifications is 0 here");
}

TEST_F(LimitsTest, ScriptsHaveALargestSize) {
  limit({.script_octets = 20});
  EXPECT_TRUE(accepts(std::string(20, ' ')));
  EXPECT_EQ(first_fault(std::string(21, ' ')), "1:1 the script has 21 octets; the limit is 20");
}

TEST_F(LimitsTest, FaultsAreNotCountedForEver) {
  limit({.faults = 10});
  EXPECT_EQ(engine.check(repeated("nonsense;\n", 1000)).faults.size(), 10U);
  EXPECT_EQ(engine.check(repeated("\"x\";\n", 1000)).faults.size(), 10U);
  EXPECT_EQ(engine.check(repeated("$", 1000)).faults.size(), 10U);
  // Many warnings hide no error.
  EXPECT_EQ(engine.check(repeated("if header \"a:\" \"\" { keep; }\n", 1000) + "nonsense;").program, nullptr);
}

TEST_F(LimitsTest, ARunHasABudgetOfSteps) {
  limit({.steps = 50});
  EXPECT_EQ(actions("keep;"), "keep (line 1)");
  const auto outcome = run(repeated("if exists \"a\" { keep; }\n", 40));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->text, "the script needs more than 50 steps for this message");
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_TRUE(std::get<Keep>(outcome.actions[0]).implicit);
}

TEST_F(LimitsTest, LongTextsCostSteps) {
  limit({.steps = 10'000});
  message = "Subject: " + std::string(100'000, 'a') + "\r\n\r\n";
  EXPECT_TRUE(run(repeated("if header :contains \"subject\" \"b\" { keep; }\n", 10)).error);
}

TEST_F(LimitsTest, FieldsCostStepsForEachNameThatIsLookedFor) {
  std::string names = "\"h\"";
  for (int i = 0; i < 10'000; ++i) names += ", \"h" + std::to_string(i) + "\"";
  message = repeated("a:\r\n", 5000) + "\r\n";
  const auto outcome = run("if header [" + names + "] \"x\" { discard; }");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->text, "the script needs more than 2000000 steps for this message");
}

TEST_F(LimitsTest, ManyNamesOfFieldsAreCheckedInLinearTime) {
  std::string names = "\"h\"";
  for (int i = 0; i < 80'000; ++i) names += ", \"h" + std::to_string(i) + "\"";
  EXPECT_LT(cpu_seconds([&] { EXPECT_TRUE(accepts("if exists [" + names + "] { discard; }")); }), 5);
}

TEST_F(LimitsTest, AddressesThatAreNotSpelledAsTheyAreReadTakeLinearTime) {
  message = "To: a@b.example";
  for (int i = 0; i < 40'000; ++i) message += ",\r\n u@d" + std::to_string(i) + "(c).zz";
  message += "\r\n\r\n";
  EXPECT_LT(
      cpu_seconds([&] { EXPECT_EQ(actions("if address \"to\" \"x@y\" { discard; }"), "implicit keep"); }), 3);
}

TEST_F(LimitsTest, KeysThatTakeLongToFoldCostSteps) {
  message = "Subject: a\r\n" + repeated("X: a\r\n", 9000) + "\r\n";
  const auto outcome =
      run("require \"comparator-i;unicode-casemap\";\n"
          "if header :comparator \"i;unicode-casemap\" \"x\" \"" +
          std::string(100'000, 'b') + "\" { discard; }");
  EXPECT_TRUE(outcome.error);
}

TEST_F(LimitsTest, ActionsAreCounted) {
  limit({.actions = 2});
  EXPECT_EQ(actions("require \"fileinto\"; fileinto \"a\"; fileinto \"b\";\nfileinto \"c\";"),
            "error 2: more than 2 actions for one message");
}

TEST_F(LimitsTest, NotificationsAreCounted) {
  std::string script = "require \"enotify\";";
  for (char device = 'a'; device <= 'j'; ++device) script += std::string("notify \"device:") + device + "\";";
  EXPECT_EQ(actions(script + "\nnotify \"device:9\";"),
            "error 2: more than 10 notifications for one message");
}

TEST_F(LimitsTest, LongVariablesAreCutBetweenCharacters) {
  limit({.variable_octets = 4});
  EXPECT_EQ(actions("require [\"variables\", \"fileinto\"]; set \"a\" \"abc\xC3\xA4\"; fileinto \"${a}\";"),
            "fileinto \"abc\" (line 1)");
}

TEST_F(LimitsTest, AConstantTooLongForAVariableIsWarnedOf) {
  const auto script = [](std::size_t octets) {
    return "require \"variables\"; set \"a\" \"" + std::string(octets, 'x') + "\";";
  };
  EXPECT_EQ(first_fault(script(16 << 10)), "");
  EXPECT_EQ(first_fault(script((16 << 10) + 1)), "1:30 a variable holds 16384 octets, the rest is cut off");
  EXPECT_TRUE(accepts(script((16 << 10) + 1)));
}

TEST_F(LimitsTest, StringsThatDoubleAreBounded) {
  std::string script = "require \"variables\"; set \"a\" \"0123456789\";\n";
  script += repeated("set \"a\" \"${a}${a}${a}${a}\";\n", 30);
  script += "set \"b\" \"" + repeated("${a}", 1000) + "\";\n";
  EXPECT_EQ(actions(script), "implicit keep");
}

TEST_F(LimitsTest, VariablesAreCounted) {
  limit({.variables = 2});
  EXPECT_EQ(first_fault("require \"variables\"; set \"a\" \"\"; set \"B\" \"${A}\"; set \"c\" \"\";"),
            "1:54 more than 2 variables in one script");
}

TEST_F(LimitsTest, TheTriesOfARunThatAsksCostTogether) {
  message = "Subject: a\r\n\r\n" + std::string(64'000, 'x');
  std::string script = "require [\"body\", \"mailbox\"]; if body :raw :contains \"y\" { stop; }\n";
  for (int i = 0; i < 100; ++i) script += "if mailboxexists \"m" + std::to_string(i) + "\" { stop; }\n";
  limit({.steps_of_tries = 20'000});  // a try looks at 1,000 steps' worth of body
  const auto checked = program(script);
  const mail::Message mail(message);
  Answers known;
  std::uint64_t tried = 0;
  for (int tries = 1; tries < 100; ++tries) {
    auto ended = sieve::run(*checked, mail, environment(), known, {.tried = &tried});
    if (const auto* question = std::get_if<Question>(&ended)) {
      known[*question] = false;
      continue;
    }
    const auto& outcome = std::get<Outcome>(ended);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->text.substr(0, 55), "the script needs more than 20000 steps for this message");
    EXPECT_LT(tries, 30);
    EXPECT_TRUE(std::holds_alternative<Keep>(outcome.actions.at(0)));
    return;
  }
  FAIL() << "it was begun a hundred times";
}

TEST_F(LimitsTest, MailThatWentThroughTooManyServersIsNotRedirected) {
  message = repeated("Received: x\r\n", 51) + message;
  EXPECT_EQ(actions("redirect \"x@y.example\";"),
            "error 1: redirect: the message has passed 51 servers and is taken for a loop");
}

}  // namespace
}  // namespace sieve
