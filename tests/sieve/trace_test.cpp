// What `sievetool run --trace` shows: each test with the values it looked at, and each command.

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class TraceTest : public SieveTest {
 protected:
  /// The lines of a run that end in `text`, without their numbers.
  bool shows(std::string_view script, std::string_view text) {
    tracing = true;
    const auto outcome = run(script);
    std::string all;
    for (const auto& step : outcome.trace) {
      if (step.text == text) return true;
      all += step.text + '\n';
    }
    ADD_FAILURE() << script << "\nshows\n" << all;
    return false;
  }
};

TEST_F(TraceTest, TestsShowWhatTheyCompared) {
  const std::string use = "require [\"relational\", \"comparator-i;ascii-numeric\", \"envelope\"];";
  EXPECT_TRUE(shows("if header :is \"subject\" \"x\" { stop; }", "  \"minutes of monday\" :is \"x\": no"));
  EXPECT_TRUE(shows(use + "if header :value \"ge\" \"subject\" \"a\" { stop; }",
                    "  \"minutes of monday\" :value \"ge\" \"a\": yes"));
  EXPECT_TRUE(
      shows(use + "if header :count \"eq\" \"subject\" \"2\" { stop; }", "  \"1\" :count \"eq\" \"2\": no"));
  EXPECT_TRUE(shows("if address :domain \"from\" \"x\" { stop; }", "  \"sender.example\" :is \"x\": no"));
  EXPECT_TRUE(shows("if exists [\"subject\", \"x-none\"] { stop; }", "  \"x-none\": not there"));
  EXPECT_TRUE(
      shows("if size :over 1M { stop; }", "  the message has " + std::to_string(message.size()) + " octets"));
}

TEST_F(TraceTest, TestsShowWhatTheHostAnswered) {
  answers[MayDeliverTo{"Work"}] = true;
  EXPECT_TRUE(shows("require \"mailbox\"; if mailboxexists \"Work\" { stop; }", "  mailbox \"Work\": yes"));
  answers[Metadata{"Work", "/private/a"}] = std::optional<std::string>("on");
  EXPECT_TRUE(shows("require \"mboxmetadata\"; if metadata \"Work\" \"/private/a\" \"on\" { stop; }",
                    "  annotation \"/private/a\" of \"Work\": \"on\""));
}

TEST_F(TraceTest, CommandsShowTheirValues) {
  EXPECT_TRUE(shows("require \"variables\"; set :upper \"a\" \"x\";", "set a = \"X\""));
  EXPECT_TRUE(
      shows("require \"editheader\"; addheader \"X-A\" \"some value\";", "addheader X-A \"some value\""));
  EXPECT_TRUE(shows("require \"editheader\"; deleteheader \"X-A\";", "deleteheader X-A: there is none"));
  EXPECT_TRUE(shows("discard;", "discard (line 1)"));
  EXPECT_TRUE(shows("stop;", "stop"));
}

TEST_F(TraceTest, LongValuesAndManyOfThemAreCut) {
  message = "Subject: " + std::string(500, 'x') + "\r\n";
  for (int i = 0; i < 50; ++i) message += "X-N: " + std::to_string(i) + "\r\n";
  message += "\r\n";
  EXPECT_TRUE(
      shows("if header \"subject\" \"a\" { stop; }", "  \"" + std::string(100, 'x') + "...\" :is \"a\": no"));
  EXPECT_TRUE(shows("if header \"x-n\" \"a\" { stop; }", "  and more"));
  EXPECT_TRUE(shows("if header \"x-n\" \"49\" { stop; }", "  \"49\" :is \"49\": yes"));
}

}  // namespace
}  // namespace sieve
