// environment (RFC 5183), and Pigeonhole's vnd.dovecot.environment and vnd.dovecot.debug.

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class EnvironmentTest : public SieveTest {
 protected:
  EnvironmentTest() { items = {{"location", "MS"}, {"remote-host", ""}}; }
};

TEST_F(EnvironmentTest, KnowsWhatTheHostSays) {
  EXPECT_EQ(actions("require \"environment\";\nif environment \"LOCATION\" \"ms\" { discard; }"),
            "discard (line 2)");
}

TEST_F(EnvironmentTest, KnowsItsOwnName) {
  EXPECT_TRUE(holds("environment :contains \"name\" \"notifyd\"", "\"environment\""));
  EXPECT_TRUE(holds("environment :matches \"version\" \"?*\"", "\"environment\""));
}

TEST_F(EnvironmentTest, AnItemThatDoesNotExistIsNotEvenEmpty) {
  EXPECT_FALSE(holds("environment :contains \"phase\" \"\"", "\"environment\""));
  EXPECT_FALSE(holds("environment :count \"ge\" :comparator \"i;ascii-numeric\" \"phase\" \"0\"",
                     "\"environment\", \"relational\", \"comparator-i;ascii-numeric\""));
}

TEST_F(EnvironmentTest, CountsTheEmptyItemAsNothing) {
  EXPECT_EQ(actions("require [\"environment\", \"relational\"];\n"
                    "if environment :count \"eq\" \"remote-host\" \"0\" { discard; }"),
            "discard (line 2)");
  EXPECT_EQ(actions("require \"environment\";\nif environment :contains \"remote-host\" \"\" { discard; }"),
            "discard (line 2)");
}

TEST_F(EnvironmentTest, VendorItemsNeedTheirExtension) {
  EXPECT_FALSE(holds("environment :contains \"vnd.dovecot.username\" \"\"", "\"environment\""));
  EXPECT_TRUE(
      holds("environment \"vnd.dovecot.username\" \"bob@here.example\"", "\"vnd.dovecot.environment\""));
  EXPECT_TRUE(holds("environment \"vnd.dovecot.default-mailbox\" \"INBOX\"", "\"vnd.dovecot.environment\""));
}

TEST_F(EnvironmentTest, ItemsAreVariablesToo) {
  EXPECT_EQ(actions("require [\"vnd.dovecot.environment\", \"variables\", \"fileinto\"];\n"
                    "fileinto \"${env.location}|${env.vnd.dovecot.default_mailbox}|${env.none}|\";"),
            "fileinto \"MS|INBOX||\" (line 2)");
  EXPECT_FALSE(accepts("require [\"environment\", \"variables\"]; keep; set \"a\" \"${env.location}\";"));
}

TEST_F(EnvironmentTest, AnUnderscoreInAVariableStandsForAHyphenOrForItself) {
  items = {{"vnd.dovecot.config.mail-host", "a"},
           {"vnd.dovecot.config.long_name", "b"},
           {"vnd.dovecot.config.one-two", "c"},
           {"vnd.dovecot.config.one_two", "d"}};
  EXPECT_EQ(actions("require [\"vnd.dovecot.environment\", \"variables\", \"fileinto\"];\n"
                    "fileinto \"${env.vnd.dovecot.config.mail_host}${env.vnd.dovecot.config.long_name}"
                    "${env.vnd.dovecot.config.one_two}\";"),
            "fileinto \"abc\" (line 2)");
}

TEST_F(EnvironmentTest, DebugLogWritesIntoTheTrace) {
  tracing = true;
  const auto outcome =
      run("require [\"vnd.dovecot.debug\", \"variables\"];\nset \"a\" \"b\";\ndebug_log \"now ${a}\";");
  ASSERT_EQ(outcome.trace.size(), 3U);
  EXPECT_EQ(outcome.trace[1].line, 3U);
  EXPECT_EQ(outcome.trace[1].text, "debug_log: now b");
  ASSERT_EQ(outcome.remarks.size(), 1U) << "a delivery shows it without a trace of the run";
  EXPECT_EQ(outcome.remarks[0].text, "debug_log: now b");
  EXPECT_EQ(actions("require \"vnd.dovecot.debug\"; debug_log \"x\";"), "implicit keep");
}

}  // namespace
}  // namespace sieve
