// i;unicode-casemap (RFC 5051).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class UnicodeCasemapTest : public SieveTest {
 protected:
  bool yes(std::string_view type, std::string_view value, std::string_view key) {
    message = "Subject: " + std::string(value) + "\r\n\r\n";
    return holds("header " + std::string(type) + " :comparator \"i;unicode-casemap\" \"subject\" \"" +
                     std::string(key) + '"',
                 "\"comparator-i;unicode-casemap\", \"relational\"");
  }
};

TEST_F(UnicodeCasemapTest, IgnoresCaseOfAllScripts) {
  EXPECT_TRUE(yes(":is", "\u00C4RGER \u0391\u0411", "\u00E4rger \u03B1\u0431"));
  EXPECT_FALSE(yes(":is", "\u00C4rger", "Arger"));
  EXPECT_TRUE(yes(":contains", "der \u00C4rger", "\u00E4RG"));
}

TEST_F(UnicodeCasemapTest, TakesCompositionsApart) {
  EXPECT_TRUE(yes(":is", "a\u0308", "\u00C4"));
  EXPECT_TRUE(yes(":is", "\uFF21", "a"));          // compatibility decompositions too
  EXPECT_TRUE(yes(":is", "\u01C4", "\u01C6"));     // titlecase is D, small z, caron
  EXPECT_FALSE(yes(":is", "\u01C4", "DZ\u030C"));  // which is not idempotent: section 2 (2)
}

TEST_F(UnicodeCasemapTest, HasAnOrder) {
  EXPECT_TRUE(yes(":value \"lt\"", "\u00E4", "b"));
  EXPECT_TRUE(yes(":value \"gt\"", "z", "\u00C4"));
}

TEST_F(UnicodeCasemapTest, QuestionMarksStandForLetters) {
  EXPECT_TRUE(yes(":matches", "m\u00FCller", "M?LLER"));
  EXPECT_TRUE(yes(":matches", "Stra\u00DFe in M\u00DCNCHEN", "*m\u00FCnch?n"));
  EXPECT_FALSE(yes(":matches", "muuller", "M?LLER"));
}

TEST_F(UnicodeCasemapTest, MatchVariablesShowWhatWasWritten) {
  message = "Subject: Gru\u00DF an \u00C4nne \u00FC\r\n\r\n";
  EXPECT_EQ(actions("require [\"variables\", \"fileinto\", \"comparator-i;unicode-casemap\"];\n"
                    "if header :matches :comparator \"i;unicode-casemap\" \"subject\" \"* \u00E4* ?\" {\n"
                    "fileinto \"${1}|${2}|${3}|${0}\"; }"),
            "fileinto \"Gru\u00DF an|nne|\u00FC|Gru\u00DF an \u00C4nne \u00FC\" (line 3)");
}

TEST_F(UnicodeCasemapTest, ComparesOctetsOfWhatIsNotUtf8) {
  EXPECT_EQ(actions("require [\"variables\", \"encoded-character\", \"comparator-i;unicode-casemap\"];\n"
                    "set \"a\" \"X${hex:ff}\";\nif string :comparator \"i;unicode-casemap\" \"${a}\" "
                    "\"x${hex:ff}\" { discard; }\n"
                    "if string :matches :comparator \"i;unicode-casemap\" \"${a}\" \"x?\" { discard; }"),
            "discard (line 4)");
}

TEST_F(UnicodeCasemapTest, NeedsRequire) {
  EXPECT_EQ(first_fault("if header :comparator \"i;unicode-casemap\" \"a\" \"b\" { keep; }"),
            "1:23 i;unicode-casemap needs the extension \"comparator-i;unicode-casemap\"");
}

}  // namespace
}  // namespace sieve
