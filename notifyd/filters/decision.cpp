// AF and DF as one chain of scripts: what each decided, and whether the next one runs.

#include "notifyd/filters/decision.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace notifyd::filters {
namespace {

// What the trace says of a script that ended early, or did not begin, behind its name.
constexpr std::string_view failed = " failed at line ";
constexpr std::string_view cannot_run = " has errors and cannot run";

std::size_t line_of(const sieve::Action& action) {
  return std::visit([](const auto& what) { return what.line; }, action);
}

/// Without the text of a notification or a refusal: a script may have put the message's content into it (RFC
/// 5229), which no trace shows.
std::string step_text(sieve::Action action) {
  if (auto* notify = std::get_if<sieve::Notify>(&action)) notify->text.clear();
  if (auto* refusal = std::get_if<sieve::Reject>(&action)) refusal->reason.clear();
  return sieve::described(action);
}

/// What a stage did not edit is as the stages before it left it.
void take_edits(sieve::Action& action, const sieve::Edited& before) {
  std::visit(
      [&](auto& what) {
        if constexpr (requires { what.copy; })
          if (what.message == nullptr) what.message = before;
      },
      action);
}

/// Takes the actions of one stage over; true if its keep stands.
bool take(Decision& decision, const Stage& stage, std::vector<sieve::Action> actions, base::Time now) {
  bool keeps = false;
  bool files = false;
  const sieve::Edited before = decision.message;
  for (sieve::Action& action : actions) {
    take_edits(action, before);
    decision.trace.push_back(
        deposit_step(now, stage.administrative, stage.name + stage.at + ": " + step_text(action)));
    if (const auto* keep = std::get_if<sieve::Keep>(&action)) {
      keeps = true;
      decision.flags.add(keep->flags);
      if (keep->message != nullptr) decision.message = keep->message;
    } else if (!std::holds_alternative<sieve::Discard>(action)) {
      files = files || std::holds_alternative<sieve::FileInto>(action);
      std::string cause = stage.name + stage.at + " line " + std::to_string(line_of(action));
      decision.actions.push_back({std::move(action), std::move(cause), stage.administrative});
    }
  }
  if (!keeps && stage.administrative && !files) decision.stopped_by_administrator = true;
  return keeps;
}

void note_failure(Decision& decision, const Stage& stage, const sieve::Outcome::Error& error,
                  base::Time now) {
  decision.trace.push_back(deposit_step(now, stage.administrative,
                                        stage.name + std::string(failed) + std::to_string(error.line) +
                                            stage.at + ": " + error.text + "; the message is kept"));
  if (stage.administrative)
    decision.administrators.push_back({.script = stage.name, .line = error.line, .text = error.text});
  else
    decision.failure = {.script = stage.script, .line = error.line, .text = error.text};
}

bool refuses(const sieve::Action& action) {
  return std::holds_alternative<sieve::Reject>(action);
}

/// Of a message that the administrator refuses after the owner's script nothing is filed, sent or answered
/// (RFC 5429 section 2.4).
void drop_owners_actions(Decision& decision) {
  std::erase_if(decision.actions, [](const Chosen& chosen) { return !chosen.administrative; });
  decision.memory.clear();
}

}  // namespace

std::string stage_name(const std::string& script) {
  std::string name = "script \"";
  for (const char c : script) {
    if (c == '"' || c == '\\') name += '\\';
    name += c;
  }
  return name + '"';
}

// The words stand directly behind the name: what a script or the name of a mailbox says comes later.
bool tells_of_failure(const store::TraceStep& step, const std::string& script) {
  const std::string name = stage_name(script);
  return step.text.starts_with(name + std::string(failed)) ||
         step.text.starts_with(name + std::string(cannot_run));
}

store::TraceStep deposit_step(base::Time at, bool administrative, std::string_view text) {
  return {.at = at, .stage = administrative ? "AF" : "DF", .text = base::text::to_valid_utf8(text)};
}

std::variant<Decision, sieve::Question> decide(const std::vector<Stage>& stages, const mail::Message& message,
                                               const sieve::Environment& environment,
                                               const sieve::Answers& answers, std::uint64_t* tried) {
  Decision decision;
  if (stages.empty() && environment.flags != nullptr) decision.flags = *environment.flags;  // they stay
  for (const Stage& stage : stages) {
    if (!stage.program) {
      decision.trace.push_back(
          deposit_step(environment.now, stage.administrative,
                       stage.name + std::string(cannot_run) + stage.at + "; the message is kept"));
      if (!stage.administrative)
        decision.failure = {.script = stage.script, .text = "it has errors and cannot run"};
      continue;
    }
    const auto& current = decision.message != nullptr ? *decision.message : message;
    auto ran =
        sieve::run(*stage.program, current, environment, answers, {.tried = tried, .script = stage.script});
    if (auto* question = std::get_if<sieve::Question>(&ran)) return std::move(*question);
    auto& outcome = std::get<sieve::Outcome>(ran);
    for (const auto& step : outcome.remarks)
      decision.trace.push_back(
          deposit_step(environment.now, stage.administrative,
                       stage.name + stage.at + " line " + std::to_string(step.line) + ": " + step.text));
    if (outcome.error) note_failure(decision, stage, *outcome.error, environment.now);
    decision.memory.insert(decision.memory.end(), outcome.memory.begin(), outcome.memory.end());
    const bool refused = std::ranges::any_of(outcome.actions, refuses);
    decision.keep = take(decision, stage, std::move(outcome.actions), environment.now);
    if (refused && stage.administrative) drop_owners_actions(decision);
    if (!decision.keep) break;
  }
  if (decision.stopped_by_administrator) {
    // What the administrator's script discards is told to nobody.
    std::erase_if(decision.actions, [](const Chosen& chosen) {
      return std::holds_alternative<sieve::Notify>(chosen.action) && !chosen.administrative;
    });
  }
  return decision;
}

}  // namespace notifyd::filters
