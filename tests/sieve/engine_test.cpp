// The engine: its tables, its settings, extensions from outside, and the cache of programs.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/cache.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

TEST(EngineTest, TellsOfABlockAlsoBehindATestThatIsNone) {
  const Engine engine;
  for (const char* script : {"if frob { kepp; }", "if header { kepp; }", "if not { kepp; }",
                             "keep; else { kepp; }", "if (true) { kepp; }"}) {
    const auto faults = engine.check(script).faults;
    EXPECT_EQ(faults.size(), 2U) << script;
    EXPECT_TRUE(std::ranges::any_of(faults, [](const auto& one) {
      return one.text.find("kepp") != std::string::npos;
    })) << script;
  }
  EXPECT_EQ(engine.check("if false { kepp; }").faults.size(), 0U) << "what can never run need not make sense";
}

TEST(EngineTest, HintsAtACommandThatIsUsedAsATest) {
  const Engine engine;
  const auto hint = [&](std::string_view script) {
    const auto faults = engine.check(script).faults;
    return faults.empty() ? std::string() : faults[0].hint;
  };
  EXPECT_EQ(hint("if keep { stop; }"), "\"keep\" is a command: it stands in a block, not behind if");
  EXPECT_EQ(hint("header \"a\" \"b\";"), "\"header\" is a test: it stands behind if, elsif or not");
  EXPECT_EQ(hint("kepp;"), "did you mean \"keep\"?");
}

TEST(EngineTest, TellsOnceOfARequireThatStandsTooLate) {
  const Engine engine;
  EXPECT_EQ(engine.check("keep; require [\"fileinto\", \"frob\", \"gargle\"]; fileinto \"x\";").faults.size(),
            1U);
}

TEST(EngineTest, AnnouncesWhatRequireTakes) {
  const Engine engine;
  for (const auto& capability : engine.capabilities())
    EXPECT_NE(engine.check("require \"" + capability + "\";").program, nullptr) << capability;
  EXPECT_EQ(engine.methods(), (std::vector<std::string>{"mailto", "device", "tel", "sms", "https"}));
}

TEST(EngineTest, ForgetsWhatIsDisabled) {
  const Engine engine(
      Engine::Settings{.limits = {}, .disabled = {"fileinto"}, .disabled_methods = {"mailto"}});
  EXPECT_EQ(engine.methods(), (std::vector<std::string>{"device", "tel", "sms", "https"}));
  const auto checked = engine.check("require \"fileinto\";");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(on_one_line(checked.faults[0]),
            "line 1, column 9: error: the extension \"fileinto\" is not offered here");
}

TEST(EngineTest, SaysOnceThatItDoesNotOfferWhatAScriptUses) {
  const Engine engine(
      Engine::Settings{.limits = {}, .disabled = {"vacation", "fcc"}, .disabled_methods = {}});
  const auto faults = [&](std::string_view script) {
    std::string out;
    for (const auto& fault : engine.check(script).faults) out += fault.text + '\n';
    return out;
  };
  EXPECT_EQ(faults("require \"vacation\"; vacation :days 7 \"a\"; vacation \"b\";"),
            "the extension \"vacation\" is not offered here\n");
  EXPECT_EQ(faults("vacation :days 7 \"a\";"),
            "vacation needs the extension \"vacation\", which is not offered here\n");
  EXPECT_EQ(faults("require \"enotify\"; notify :fcc \"a\" \"mailto:a@b.example\";"),
            ":fcc needs the extension \"fcc\", which is not offered here\n");
  const Engine without(Engine::Settings{.limits = {}, .disabled = {"include"}, .disabled_methods = {}});
  const auto checked = without.check("require [\"variables\", \"fileinto\"]; fileinto \"${global.x}\";");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(checked.faults[0].text,
            "the namespace \"global\" needs the extension \"include\", which is not offered here");
}

TEST(EngineTest, KnowsWhatExtensionsAndCommandsWereCalledOnce) {
  const auto fault = [](std::string_view script) {
    const auto checked = Engine().check(script);
    return checked.faults.empty() ? "" : checked.faults[0].text + " | " + checked.faults[0].hint;
  };
  EXPECT_EQ(fault("require \"vnd.dovecot.duplicate\";"),
            "unknown extension \"vnd.dovecot.duplicate\" | that is what \"duplicate\" was once: its commands "
            "may differ");
  EXPECT_NE(fault("require \"imapflags\";").find("\"imap4flags\""), std::string::npos);
  EXPECT_NE(fault("require \"notify\";").find("\"enotify\""), std::string::npos);
  EXPECT_EQ(fault("mark;"),
            "unknown command \"mark\" | it is of an older draft; now: addflag \"\\\\Flagged\";");
  const auto old = Engine().check(
      "require \"notify\"; notify :method \"mailto\" :options [\"a@example.org\"] :message \"x\" :low;");
  ASSERT_EQ(old.faults.size(), 2U);
  EXPECT_EQ(old.faults[1].text, "notify has no tag :method");
}

TEST(EngineTest, OffersAndTakesWhatFitsThePlace) {
  const Engine engine(Engine::Settings{.place = {.offers = Needs::delivery, .reason = "it is elsewhere"}});
  const auto& offered = engine.capabilities();
  EXPECT_EQ(std::ranges::count(offered, "fileinto"), 1);
  EXPECT_EQ(std::ranges::count(offered, "imap4flags"), 0);
  EXPECT_TRUE(engine.check("require \"fileinto\"; fileinto \"x\"; redirect \"a@example.org\";").program);
  const auto checked = engine.check("require \"fileinto\";\nrequire \"imap4flags\";\nsetflag \"\\\\Seen\";");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_FALSE(checked.program);
  EXPECT_EQ(on_one_line(checked.faults[0]),
            "line 2, column 9: error: \"imap4flags\" cannot be used in the scripts of this account (it is "
            "elsewhere)");
}

TEST(EngineTest, RefusesActionsThatThePlaceCannotTake) {
  const Engine engine(Engine::Settings{.place = {.offers = Needs::message, .reason = "filed already"}});
  EXPECT_TRUE(engine.check("if header :contains \"subject\" \"x\" { discard; } else { keep; }").program);
  for (const auto* script : {"redirect \"a@example.org\";", "fileinto \"x\";"}) {
    const auto checked = engine.check(script);
    ASSERT_EQ(checked.faults.size(), 1U) << script;
    EXPECT_EQ(checked.faults[0].hint, "filed already");
    EXPECT_EQ(checked.faults[0].column, 1U);
  }
}

bool longer_than(Run& run, const Arguments& arguments) {
  return run.fields().values(-1, "Subject").front().size() > arguments.number("length");
}

void shout(Run& run, const Arguments& arguments) {
  run.perform(FileInto{.mailbox = base::text::uppered(arguments.string("mailbox"))}, arguments);
  run.cancel_implicit_keep();
}

std::string planet(Run& run, std::string_view rest) {
  return std::string(rest) + " of " + run.environment().account;
}

bool same_length(std::string_view value, std::string_view key) {
  return value.size() == key.size();
}

bool begins(Comparison& comparison) {
  return comparison.comparator.equal(comparison.value.substr(0, comparison.key.size()), comparison.key);
}

Engine engine_with(const Extension& own) {
  std::vector<const Extension*> all(built_in_extensions().begin(), built_in_extensions().end());
  all.push_back(&own);
  return {all, built_in_methods(), {}};
}

TEST(EngineTest, TakesExtensionsFromOutside) {
  const Extension own{
      .capability = "vnd.test",
      .commands = {{.name = "shout", .takes = {string("mailbox")}, .perform = shout}},
      .tests = {{.name = "subjectlonger", .takes = {number("length")}, .evaluate = longer_than}},
      .tags = {{.on = "shout", .name = ":flagged", .apply = [](FileInto& action) { action.copy = true; }}},
      .namespaces = {{.name = "world", .read = planet}},
  };
  const auto checked = engine_with(own).check(
      "require [\"vnd.test\", \"variables\"];\n"
      "if subjectlonger 3 { shout :flagged \"x${world.moon}\"; }");
  ASSERT_NE(checked.program, nullptr) << rendered(checked.faults.at(0), "script");
  const Environment environment{.account = "b@h"};
  const auto result =
      run(*checked.program, mail::Message(std::string("Subject: long\r\n\r\n")), environment, {});
  const auto& actions = std::get<Outcome>(result).actions;
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<FileInto>(actions[0]).mailbox, "XMOON OF B@H");
  EXPECT_TRUE(std::get<FileInto>(actions[0]).copy);
}

TEST(EngineTest, TakesMatchTypesAndComparatorsFromOutside) {
  const MatchType begins_type{.name = ":begins", .match = begins};
  const Extension own{
      .capability = "vnd.test",
      .tags = {{.on = any_match, .name = ":begins", .group = any_match, .match_type = &begins_type}},
      .comparators = {{.name = "i;length", .equal = same_length}},
  };
  const Engine engine = engine_with(own);
  const mail::Message message(std::string("Subject: long\r\n\r\n"));
  const auto holds = [&](const std::string& test) {
    const auto program = engine.check("require \"vnd.test\"; if header " + test + " { discard; }").program;
    if (program == nullptr) return std::string("no program");
    const auto outcome = std::get<Outcome>(run(*program, message, {}, {}));
    return std::string(std::holds_alternative<Discard>(outcome.actions.at(0)) ? "yes" : "no");
  };
  EXPECT_EQ(holds(":begins \"subject\" \"LO\""), "yes");
  EXPECT_EQ(holds(":begins \"subject\" \"ONG\""), "no");
  EXPECT_EQ(holds(":comparator \"i;length\" \"subject\" \"abcd\""), "yes");
  EXPECT_EQ(holds(":comparator \"i;length\" \"subject\" \"lon\""), "no");
  EXPECT_EQ(holds(":begins :comparator \"i;length\" \"subject\" \"xy\""), "yes");
  EXPECT_EQ(holds(":begins :comparator \"i;length\" \"subject\" \"vwxyz\""), "no");
  EXPECT_EQ(holds(":contains :comparator \"i;length\" \"subject\" \"x\""), "no program")
      << "it cannot look inside";
  EXPECT_FALSE(engine.check("if header :begins \"subject\" \"LO\" { discard; }").program)
      << "without require";
}

TEST(EngineTest, AsksOnceForEachThingItDoesNotKnow) {
  const auto checked = Engine().check(
      "require [\"mailbox\", \"fileinto\"]; if mailboxexists [\"a\", \"b\"] { fileinto \"a\"; }");
  const mail::Message message(std::string("\r\n"));
  const Environment environment;
  Answers answers;
  auto result = run(*checked.program, message, environment, answers);
  ASSERT_TRUE(std::holds_alternative<Question>(result));
  EXPECT_EQ(std::get<Question>(result), Question(MayDeliverTo{"a"}));
  answers[MayDeliverTo{"a"}] = true;
  result = run(*checked.program, message, environment, answers);
  EXPECT_EQ(std::get<Question>(result), Question(MayDeliverTo{"b"}));
  answers[MayDeliverTo{"b"}] = false;
  result = run(*checked.program, message, environment, answers);
  EXPECT_TRUE(std::holds_alternative<Keep>(std::get<Outcome>(result).actions.at(0)));
}

TEST(ProgramCacheTest, ChecksAScriptOnce) {
  const Engine engine;
  ProgramCache cache(engine, 10'000);
  const auto first = cache.check("keep;").program;
  EXPECT_EQ(cache.check("keep;").program, first);
  EXPECT_NE(cache.check("keep; ").program, first);
  EXPECT_EQ(cache.size(), 2U);
}

TEST(ProgramCacheTest, ForgetsTheScriptThatWasUsedLongestAgo) {
  const Engine engine;
  ProgramCache cache(engine, 2 * (5 + engine.check("keep;").program->memory));
  const auto first = cache.check("keep;").program;
  const auto second = cache.check("stop;").program;
  EXPECT_EQ(cache.check("keep;").program, first);
  EXPECT_NE(cache.check("sTop;").program, nullptr);
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.check("keep;").program, first);
  EXPECT_NE(cache.check("stop;").program, second);
}

TEST(ProgramCacheTest, KeepsNoScriptWithErrorsOrBeyondItsSize) {
  const Engine engine;
  ProgramCache cache(engine, 8 + engine.check("keep;").program->memory);
  EXPECT_EQ(cache.check("kepp;").faults.size(), 1U);
  EXPECT_NE(cache.check("keep; keep;").program, nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(ProgramCacheTest, CountsTheMemoryOfPrograms) {
  const Engine engine;
  ProgramCache cache(engine, 100'000);
  EXPECT_NE(cache.check("require \"regex\"; if header :regex \"x\" [\"a\", \"b\"] { discard; }").program,
            nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace sieve
