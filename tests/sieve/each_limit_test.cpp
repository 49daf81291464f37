// Each limit of sieve/limits.hpp: a small one ends with an error that names it and the message is kept, or it
// cuts; one more is enough.

#include <array>
#include <map>
#include <string>

#include "sieve/host.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

struct LimitOf {
  const char* name;
  std::size_t Limits::* member;
  std::size_t reached;
  std::size_t enough;
  const char* script;
  const char* error;
};

constexpr std::array limits_of_checks{
    LimitOf{"NestedBlocks", &Limits::nesting, 1, 2, "if true { if true { keep; } }",
            "blocks are nested deeper than 1"},
    LimitOf{"NestedTests", &Limits::nesting, 2, 3, "if not not true { keep; }",
            "tests are nested deeper than 2"},
    LimitOf{"Arguments", &Limits::arguments, 1, 2, "if header \"a\" \"b\" { keep; }",
            "more than 1 arguments"},
    LimitOf{"MatchVariables", &Limits::match_variables, 1, 2,
            "require \"variables\"; if string \"${2}\" \"\" { keep; }", "match variables end at ${1}"},
    LimitOf{"Variables", &Limits::variables, 1, 2, "require \"variables\"; set \"a\" \"\"; set \"b\" \"\";",
            "more than 1 variables in one script"},
    // Each of them may come to take 64 KiB.
    LimitOf{"KeyOctets", &Limits::key_octets, 1 << 20, 2 << 20,
            "require \"regex\"; if header :regex \"a\" [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", "
            "\"g\", \"h\", \"i\", \"j\", \"k\", \"l\", \"m\", \"n\", \"o\", \"p\", \"q\"] { keep; }",
            "the keys of :regex in this script need more than 1 MiB of memory"},
    LimitOf{"LoopsOfOneScript", &Limits::loops, 1, 2,
            "require \"foreverypart\"; foreverypart { foreverypart { } }",
            "foreverypart: more than 1 loops within each other"},
    LimitOf{"ConstantFieldOctets", &Limits::field_octets, 3, 4,
            "require \"editheader\"; addheader \"X\" \"long\";",
            "the value of the field is longer than 3 octets"},
};

constexpr std::array limits_of_runs{
    LimitOf{"Actions", &Limits::actions, 1, 2, "require \"fileinto\"; fileinto \"a\"; fileinto \"b\";",
            "more than 1 actions for one message"},
    LimitOf{"Flags", &Limits::flags, 1, 2, "require \"imap4flags\"; addflag \"a\"; addflag [\"a\", \"b\"];",
            "more than 1 flags in one list"},
    LimitOf{"Redirects", &Limits::redirects, 1, 2, "redirect \"a@b.example\"; redirect \"c@d.example\";",
            "more than 1 redirects for one message"},
    LimitOf{"RedirectsToAList", &Limits::redirects, 1, 2,
            "require \"extlists\"; redirect :list \"tag:team\";",
            "redirect: the external list \"tag:team\" has more than the 1 members that one message may be "
            "redirected to"},
    LimitOf{"Reports", &Limits::redirects, 1, 2,
            "require \"vnd.dovecot.report\"; report \"abuse\" \"x\" \"a@b.example\";"
            "report \"abuse\" \"x\" \"c@d.example\";",
            "more than 1 reports of one message"},
    LimitOf{"Notifications", &Limits::notifications, 1, 2,
            "require \"enotify\"; notify \"device:a\"; notify \"device:b\";",
            "more than 1 notifications for one message"},
    LimitOf{"ReceivedFields", &Limits::received_fields, 1, 2, "redirect \"a@b.example\";",
            "redirect: the message has passed 2 servers and is taken for a loop"},
    LimitOf{"Programs", &Limits::programs, 1, 2,
            "require \"vnd.dovecot.execute\"; execute \"p\"; execute \"p\";",
            "more than 1 programs for one message"},
    LimitOf{"Pipes", &Limits::programs, 1, 2, "require \"vnd.dovecot.pipe\"; pipe \"p\"; pipe \"p\";",
            "more than 1 programs for one message"},
    LimitOf{"Remembered", &Limits::remembered, 1, 2,
            "require \"duplicate\"; if duplicate :uniqueid \"a\" { } if duplicate :uniqueid \"b\" { }",
            "more than 1 things to remember for one message"},
    LimitOf{"IncludeDepth", &Limits::include_depth, 1, 2, "require \"include\"; include \"nested\";",
            "script \"nested\" line 1: include: more than 1 scripts within scripts"},
    LimitOf{"Includes", &Limits::includes, 1, 2, "require \"include\"; include \"plain\"; include \"plain\";",
            "include: more than 1 scripts are included"},
    LimitOf{"LoopsOfTwoScripts", &Limits::loops, 1, 2,
            "require [\"foreverypart\", \"include\"]; foreverypart { include \"loop\"; }",
            "script \"loop\" line 1: foreverypart: more than 1 loops within each other"},
    LimitOf{"Parts", &Limits::parts, 1, 2, "require \"foreverypart\"; foreverypart { } foreverypart { }",
            "foreverypart: more than 1 parts in one run"},
    LimitOf{"FieldOctets", &Limits::field_octets, 3, 4,
            "require [\"editheader\", \"variables\"]; set \"v\" \"long\"; addheader \"X\" \"${v}\";",
            "addheader: the value of the field is longer than 3 octets"},
};

const std::map<std::string, std::string> included{
    {"plain", "keep;"},
    {"nested", "require \"include\"; include \"plain\";"},
    {"loop", "require \"foreverypart\"; foreverypart { }"},
};

/// Has scripts to include, a list of two people, and programs that say nothing.
class Site final : public Host {
 public:
  explicit Site(const Engine& engine) : engine_(engine) {}
  Answer answer(const Question& question) override {
    if (const auto* asked = std::get_if<IncludedScript>(&question))
      return IncludedScript::Reply(engine_.check(included.at(asked->name)).program);
    if (std::holds_alternative<ListMembers>(question))
      return ListMembers::Reply({"ann@a.example", "bob@b.example"});
    if (std::holds_alternative<ProgramRun>(question)) return ProgramRun::Reply("");
    return nothing_known(question);
  }

 private:
  const Engine& engine_;
};

class EachLimitTest : public SieveTest, public testing::WithParamInterface<LimitOf> {
 protected:
  void set_limit(std::size_t value) {
    Limits limits;
    limits.*GetParam().member = value;
    engine = Engine(Engine::Settings{.limits = limits, .disabled = {}, .disabled_methods = {}});
  }
  /// The first error of the script, or of its run over a message that has passed two servers; "" if none.
  std::string error() {
    const auto checked = engine.check(GetParam().script);
    for (const auto& fault : checked.faults)
      if (fault.severity == Fault::Severity::error) return fault.text;
    Site site(engine);
    const mail::Message passed("Received: x\r\nReceived: y\r\n" + message);
    const auto result = sieve::run(*checked.program, passed, environment(), {}, {.host = &site});
    const auto& outcome = std::get<Outcome>(result);
    if (!outcome.error) return "";
    EXPECT_EQ(outcome.actions.size(), 1U);
    EXPECT_EQ(described(outcome.actions.at(0)), "implicit keep");
    return outcome.error->text;
  }
};

TEST_P(EachLimitTest, IsNamedByTheErrorAndOneMoreIsEnough) {
  set_limit(GetParam().reached);
  EXPECT_EQ(error(), GetParam().error);
  set_limit(GetParam().enough);
  EXPECT_EQ(error(), "");
}

std::string name_of(const testing::TestParamInfo<LimitOf>& one) {
  return one.param.name;
}
INSTANTIATE_TEST_SUITE_P(OfChecks, EachLimitTest, testing::ValuesIn(limits_of_checks), name_of);
INSTANTIATE_TEST_SUITE_P(OfRuns, EachLimitTest, testing::ValuesIn(limits_of_runs), name_of);

class CutTest : public SieveTest {
 protected:
  /// The actions of a script that need not say what it requires.
  std::string actions_with(const Limits& limits, const std::string& commands) {
    engine = Engine(Engine::Settings{.limits = limits, .disabled = {}, .disabled_methods = {}});
    return actions("require [\"variables\", \"fileinto\", \"foreverypart\", \"extracttext\"];\n" + commands);
  }
};

TEST_F(CutTest, MatchVariablesEndWhereVariablesDo) {
  EXPECT_EQ(actions_with({.variable_octets = 4},
                         "if header :matches \"subject\" \"* of *\" { fileinto \"${1}|${2}\"; }"),
            "fileinto \"minu|mond\" (line 2)");
}

TEST_F(CutTest, AStringMadeOfVariablesEndsAtItsLimitHoweverLongTheyAre) {
  const Limits limits{.string_octets = 8};
  EXPECT_EQ(actions_with(limits, "set \"a\" \"12345\"; fileinto \"${a}${a}\";"),
            "fileinto \"12345123\" (line 2)");
  EXPECT_EQ(actions_with(limits, "set \"a\" \"12345\"; set :length \"n\" \"${a}${a}\"; fileinto \"${n}\";"),
            "fileinto \"8\" (line 2)");
  EXPECT_EQ(actions_with(limits, "set \"a\" \"1234567\u00FC\"; fileinto \"${a}\";"),
            "fileinto \"1234567\" (line 2)");
}

TEST_F(CutTest, TheTextOfAPartEndsWhereStringsDo) {
  message = "Subject: x\r\n\r\n12345678\r\n";
  EXPECT_EQ(
      actions_with({.string_octets = 4}, "foreverypart { extracttext :length \"n\"; } fileinto \"${n}\";"),
      "fileinto \"4\" (line 2)");
}

TEST_F(CutTest, OfAPartTheBeginningIsRead) {
  message = "Subject: x\r\n\r\n12345678\r\n";
  EXPECT_EQ(actions_with({.part_octets = 4}, "foreverypart { extracttext \"t\"; } fileinto \"${t}\";"),
            "fileinto \"1234\" (line 2)");
}

}  // namespace
}  // namespace sieve
