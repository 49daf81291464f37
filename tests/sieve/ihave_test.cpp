// ihave and error (RFC 5463).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

using IhaveTest = SieveTest;

TEST_F(IhaveTest, PutsAnExtensionIntoEffect) {
  EXPECT_EQ(actions("require \"ihave\";\nif ihave [\"fileinto\", \"copy\"] { fileinto :copy \"x\"; }"),
            "fileinto \"x\" as a copy (line 2); implicit keep");
}

TEST_F(IhaveTest, IsInEffectToTheEndOfTheScript) {
  EXPECT_EQ(actions("require \"ihave\"; if not ihave \"fileinto\" { stop; }\nfileinto \"x\";"),
            "fileinto \"x\" (line 2)");
}

TEST_F(IhaveTest, IsAnErrorOfTheRunIfTheTestWasNotMet) {
  EXPECT_EQ(
      actions("require \"ihave\";\nif size :over 1G { if ihave \"fileinto\" { keep; } }\nfileinto \"x\";"),
      "error 3: no ihave for \"fileinto\" was met before this");
  EXPECT_EQ(actions("require \"ihave\";\nif allof (size :over 1G, ihave \"relational\") { keep; }\n"
                    "if header :count \"ge\" \"subject\" \"1\" { discard; }"),
            "error 3: no ihave for \"relational\" was met before this");
}

TEST_F(IhaveTest, MustComeBeforeTheUse) {
  EXPECT_EQ(first_fault("require \"ihave\"; fileinto \"x\"; if ihave \"fileinto\" { keep; }"),
            "1:18 fileinto needs the extension \"fileinto\"");
}

TEST_F(IhaveTest, LetsWhatNobodyKnowsPass) {
  EXPECT_EQ(actions("require \"ihave\";\nif ihave \"vnd.acme.rocket\" { rocket :launch \"x\" { } }\n"
                    "elsif ihave [\"fileinto\", \"vnd.acme.rocket\"] { nonsense; } else { discard; }"),
            "discard (line 3)");
}

TEST_F(IhaveTest, EnablesAllOrNone) {
  EXPECT_EQ(first_fault(
                "require \"ihave\"; if ihave [\"fileinto\", \"vnd.acme.rocket\"] { keep; }\nfileinto \"x\";"),
            "2:1 fileinto needs the extension \"fileinto\"");
}

TEST_F(IhaveTest, StopsLookingAtTestsBehindIt) {
  EXPECT_EQ(actions("require \"ihave\";\nif allof (ihave \"vnd.acme.rocket\", rocket \"x\") { rocket; }"),
            "implicit keep");
  EXPECT_EQ(
      actions("require \"ihave\";\nif anyof (not ihave \"vnd.acme.rocket\", rocket \"x\") { discard; }"),
      "discard (line 2)");
}

TEST_F(IhaveTest, FailsForExtensionsThatChangeHowStringsAreRead) {
  EXPECT_EQ(
      actions("require \"ihave\";\nif anyof (ihave \"variables\", ihave \"encoded-character\") { discard; }"),
      "implicit keep");
  EXPECT_EQ(actions("require [\"ihave\", \"variables\"];\nif ihave \"variables\" { discard; }"),
            "discard (line 2)");
}

TEST_F(IhaveTest, IsTrueForWhatIsRequiredOrNeedsNoRequire) {
  EXPECT_EQ(
      actions("require [\"ihave\", \"copy\"];\nif ihave [\"copy\", \"comparator-i;octet\"] { discard; }"),
      "discard (line 2)");
}

TEST_F(IhaveTest, IsFalseForWhatThePlaceDoesNotOffer) {
  engine = Engine(Engine::Settings{.place = {.offers = Needs::message, .reason = "filed already"}});
  EXPECT_EQ(actions("require \"ihave\";\nif ihave \"fileinto\" { fileinto \"x\"; } else { discard; }"),
            "discard (line 2)");
}

TEST_F(IhaveTest, TakesConstantNamesOnly) {
  EXPECT_EQ(first_fault("require [\"ihave\", \"variables\"]; if ihave \"${a}\" { keep; }"),
            "1:42 ihave: <capabilities> must be constant");
  EXPECT_EQ(first_fault("if ihave \"copy\" { keep; }"), "1:4 ihave needs the extension \"ihave\"");
}

TEST_F(IhaveTest, IsNotLookedAtWithoutItsNames) {
  EXPECT_EQ(first_fault("require \"ihave\"; if ihave \"a\" \"a\" { keep; }"),
            "1:31 ihave takes 1 argument, 2 are given");
  EXPECT_FALSE(accepts("require \"ihave\"; if anyof (not ihave, ihave 1) { keep; }"));
}

TEST_F(IhaveTest, ErrorEndsTheRunAndKeepsTheMessage) {
  EXPECT_EQ(actions("require \"ihave\"; discard;\nerror \"no \u00E4\";"), "error 2: no \u00E4");
  EXPECT_EQ(run("require \"ihave\"; discard; error \"x\";").actions.size(), 1U);
}

}  // namespace
}  // namespace sieve
