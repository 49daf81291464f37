// Domain verbs for tests of the Sieve room: check a script, run it over a message, look at what came out.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "mail/message.hpp"
#include "sieve/engine.hpp"
#include "sieve/run.hpp"
#include "tests/support/cpu_time.hpp"

namespace sieve {

using tests::cpu_seconds;  // for work whose cost no step counts

class SieveTest : public testing::Test {
 protected:
  /// The program, with a test failure that shows the errors if there are any.
  std::shared_ptr<const Program> program(std::string_view script) {
    auto checked = engine.check(script);
    for (const auto& fault : checked.faults)
      if (fault.severity == Fault::Severity::error) ADD_FAILURE() << rendered(fault, "script");
    return checked.program;
  }

  /// The first fault of a script, as `LINE:COLUMN TEXT`; "" if it has none.
  std::string first_fault(std::string_view script) {
    const auto checked = engine.check(script);
    if (checked.faults.empty()) return "";
    const auto& fault = checked.faults.front();
    return std::to_string(fault.line) + ':' + std::to_string(fault.column) + ' ' + fault.text;
  }
  bool accepts(std::string_view script) { return engine.check(script).program != nullptr; }

  /// Runs the script over `message`; a question without an answer is a test failure.
  Outcome run(std::string_view script) {
    const auto checked = program(script);
    if (checked == nullptr) return {};
    auto result = sieve::run(*checked, mail::Message(message), environment(), answers,
                             {.trace = tracing, .script = script_name});
    if (std::holds_alternative<Question>(result)) {
      ADD_FAILURE() << "the script asked what the test does not answer";
      return {};
    }
    return std::get<Outcome>(std::move(result));
  }

  /// The same with a memory that holds the keys in `remembered`; what is asked goes to `asked`.
  Outcome run_with_memory(std::string_view script) {
    const auto checked = program(script);
    if (checked == nullptr) return {};
    Answers given = answers;
    for (;;) {
      auto result = sieve::run(*checked, mail::Message(message), environment(), given, {.trace = tracing});
      if (auto* done = std::get_if<Outcome>(&result)) return std::move(*done);
      const auto& key = std::get<Remembered>(std::get<Question>(result)).key;
      asked.push_back(key);
      given[Remembered{key}] = remembered.contains(key);
    }
  }

  /// The actions in words, joined by "; ", or `error LINE: TEXT`.
  std::string actions(std::string_view script) {
    const auto outcome = run(script);
    if (outcome.error) return "error " + std::to_string(outcome.error->line) + ": " + outcome.error->text;
    std::string out;
    for (const auto& action : outcome.actions) out += (out.empty() ? "" : "; ") + described(action);
    return out;
  }

  /// Is this test true for the message? `requires` are quoted capabilities separated by commas.
  bool holds(std::string_view test, std::string_view capabilities = "\"fileinto\"") {
    const auto outcome = run("require [\"fileinto\"," + std::string(capabilities) + "];\nif " +
                             std::string(test) + " { fileinto \"yes\"; }");
    EXPECT_FALSE(outcome.error) << outcome.error->text;
    return !outcome.actions.empty() && std::holds_alternative<FileInto>(outcome.actions[0]);
  }

  Environment environment() {
    return {.envelope = has_envelope ? &envelope : nullptr,
            .recipient = {"bob", "here.example"},
            .account = "bob@here.example",
            .aliases = aliases,
            .now = {},
            .items = &items,
            .imap_event = imap_event};
  }

  Engine engine;
  std::string message =
      "From: Ann <ann@sender.example>\r\nTo: bob@here.example\r\nSubject: minutes of monday\r\n\r\nSee "
      "below.\r\n";
  mail::Envelope envelope{.sender = {"ann-bounce", "sender.example"}};
  bool has_envelope = true;
  std::vector<std::string> aliases;
  std::map<std::string, std::string, std::less<>> items;  ///< of the environment
  bool imap_event = false;
  bool tracing = false;
  std::string script_name;
  Answers answers;
  std::set<std::string> remembered;  ///< keys
  std::vector<std::string> asked;    ///< keys, in order
};

}  // namespace sieve
