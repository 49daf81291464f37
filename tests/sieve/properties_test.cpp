// What holds for every script and every message. A failure shows the seed, the script and the message.
// NOTIFYD_PROPERTY_SEEDS and NOTIFYD_PROPERTY_START (default 150 and 1) say how many seeds are tried and
// which is the first: for a long run, or for one seed alone.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <variant>

#include "base/text.hpp"
#include "sieve/print.hpp"
#include "tests/sieve/fixture.hpp"
#include "tests/sieve/random_message.hpp"
#include "tests/sieve/random_script.hpp"

namespace sieve {
namespace {

std::uint64_t number_of(const char* variable, std::uint64_t usual) {
  const char* set = std::getenv(variable);
  return set == nullptr ? usual : std::stoull(set);
}

constexpr std::uint64_t usual_seeds = 150;
const std::uint64_t seeds = number_of("NOTIFYD_PROPERTY_SEEDS", usual_seeds);
const std::uint64_t start = number_of("NOTIFYD_PROPERTY_START", 1);

/// What may change the message that a script sees. All others have to leave it alone.
constexpr std::string_view editors[] = {"editheader", "replace", "enclose", "convert", "vnd.dovecot.filter"};

std::vector<const Extension*> without_editors() {
  std::vector<const Extension*> out(built_in_extensions().begin(), built_in_extensions().end());
  std::erase_if(out, [](const auto* one) { return std::ranges::count(editors, one->capability) > 0; });
  return out;
}

/// The engine's steps are few, so that a script costs little.
struct Trial {
  explicit Trial(std::vector<const Extension*> all) : extensions(std::move(all)) {}

  /// Calls `property` with a script and a message for each seed.
  template <class Property>
  void all(Property property) {
    for (std::uint64_t seed = start; seed < start + seeds && !testing::Test::HasFailure(); ++seed) {
      Chance chance(seed);
      const std::string script = writer.write(chance);
      const std::string message = random_message(chance);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", script:\n" + script + "\nmessage:\n" + message);
      property(script, message);
    }
  }

  /// Says yes and no in turns; whatever is included is one script, which includes itself.
  Outcome run(const Program& program, const std::string& octets) const {
    const mail::Message message(octets);
    const mail::Envelope envelope{.sender = {"s", "a.example"}};
    const Environment environment{
        .envelope = &envelope, .recipient = {"bob", "here.example"}, .account = "bob@here.example"};
    Answers answers;
    for (;;) {
      auto result = sieve::run(program, message, environment, answers);
      EXPECT_EQ(message.octets(), octets);
      if (auto* done = std::get_if<Outcome>(&result)) return std::move(*done);
      const auto& question = std::get<Question>(result);
      auto answer = nothing_known(question);
      if (auto* yes = std::get_if<bool>(&answer)) *yes = answers.size() % 2 == 0;
      if (auto* script = std::get_if<IncludedScript::Reply>(&answer)) *script = included;
      if (!answers.emplace(question, answer).second) {
        ADD_FAILURE() << "asked again for what it was told";
        return {};
      }
    }
  }

  std::vector<const Extension*> extensions;
  Engine engine{extensions, built_in_methods(), {.limits = {.steps = 20'000}}};
  ScriptWriter writer{engine, extensions};
  std::shared_ptr<const Program> included =
      engine
          .check(
              "require [\"include\", \"variables\"]; global \"x\"; set \"x\" \"y${x}\"; include :once \"i\";")
          .program;
};

std::vector<const Extension*> all_extensions() {
  return {built_in_extensions().begin(), built_in_extensions().end()};
}

/// An error that names lines of the script, without them.
std::string without_lines(std::string text) {
  for (auto at = text.find("(line "); at != std::string::npos; at = text.find("(line ", at))
    text.erase(at, text.find(')', at) + 1 - at);
  return text;
}

/// Everything that came of a run, but for the lines of the script.
std::string shown(const Outcome& outcome) {
  std::string out = outcome.error ? "error " + without_lines(outcome.error->text) + '\n' : "";
  for (auto action : outcome.actions) {
    std::visit([](auto& what) { what.line = 0; }, action);
    out += described(action) + '\n';
    std::visit(
        [&](const auto& what) {
          if constexpr (requires { what.message->octets(); })
            out += what.message == nullptr ? "as it came\n" : std::string(what.message->octets());
        },
        action);
  }
  for (const auto& one : outcome.memory) out += "remember " + base::text::hex(one.key) + '\n';
  if (outcome.message != nullptr) out += outcome.message->octets();
  return out;
}

TEST(PropertyTest, PrintingAndParsingGivesTheSameProgram) {
  Trial trial(all_extensions());
  trial.all([&](const std::string& script, const std::string& message) {
    std::vector<Fault> faults;
    const auto layout = printed(script, trial.engine.limits(), faults);
    ASSERT_TRUE(layout);
    const auto before = syntax::parse(script, Lines(script), trial.engine.limits(), faults);
    const auto after = syntax::parse(*layout, Lines(*layout), trial.engine.limits(), faults);
    EXPECT_TRUE(syntax::same(before, after)) << *layout;
    EXPECT_EQ(printed(*layout, trial.engine.limits(), faults), layout);
    const auto first = trial.engine.check(script).program;
    const auto second = trial.engine.check(*layout).program;
    ASSERT_TRUE(first && second) << *layout;
    EXPECT_EQ(shown(trial.run(*first, message)), shown(trial.run(*second, message))) << *layout;
  });
}

TEST(PropertyTest, EveryRunGivesTheSame) {
  Trial trial(all_extensions());
  std::size_t errors = 0;
  std::set<std::size_t> kinds;  // of actions, by their place in the variant
  trial.all([&](const std::string& script, const std::string& message) {
    const auto program = trial.engine.check(script).program;
    ASSERT_NE(program, nullptr);
    const auto outcome = trial.run(*program, message);
    EXPECT_EQ(shown(outcome), shown(trial.run(*program, message)));
    errors += outcome.error ? 1 : 0;
    for (const auto& action : outcome.actions) kinds.insert(action.index());
  });
  if (seeds < usual_seeds) return;
  // The scripts are worth something: many run to their end, and take actions of most kinds.
  EXPECT_LT(errors, seeds * 2 / 3);
  EXPECT_GE(kinds.size(), std::variant_size_v<Action> - 3);
}

TEST(PropertyTest, EveryCommandAndTestTakesPart) {
  Trial trial(all_extensions());
  for (std::uint64_t seed = start; seed < start + 4000 && !trial.writer.unused().empty(); ++seed) {
    Chance chance(seed);
    trial.writer.write_unused(chance);
  }
  EXPECT_EQ(trial.writer.unused(), std::set<std::string>())
      << "is there a string among `usual` of random_script.hpp that they take?";
}

TEST(PropertyTest, NothingButItsEditorsChangesTheMessage) {
  Trial trial(without_editors());
  trial.all([&](const std::string& script, const std::string& message) {
    const auto program = trial.engine.check(script).program;
    ASSERT_NE(program, nullptr);
    const auto outcome = trial.run(*program, message);
    EXPECT_EQ(outcome.message, nullptr);
    for (const auto& action : outcome.actions)
      std::visit(
          [](const auto& what) {
            if constexpr (requires { what.message->octets(); }) EXPECT_EQ(what.message, nullptr);
          },
          action);
  });
}

}  // namespace
}  // namespace sieve
