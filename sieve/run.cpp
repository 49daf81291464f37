// sieve::run: begins a run, and turns the ways it can end into values.

#include "sieve/run.hpp"

#include <algorithm>
#include <utility>

#include "sieve/addresses.hpp"
#include "sieve/interpreter.hpp"

namespace sieve {

std::variant<Outcome, Question> run(const Program& program, const mail::Message& message,
                                    const Environment& environment, const Answers& answers,
                                    RunOptions options) {
  Run running(program, message, environment, answers, options);
  Outcome outcome;
  // All or nothing: what was decided before the error is dropped with it (RFC 5228 section 2.10.6).
  const auto fail = [&](const Outcome::Error& error) {
    outcome.error = {.line = error.line, .text = message_line(error.text)};
    outcome.actions = {Keep{.implicit = true}};
  };
  try {
    running.refuse_to_answer(program.answers);
    running.execute(program.statements);
    running.result().keep = running.implicit_keep();
    outcome.message = running.edited();
    if (options.result != nullptr) {
      running.watch_actions(program);
      *options.result = running.result();
    }
    outcome.actions = running.finish();
    outcome.memory = running.take_memory();
  } catch (const RunFailure& failure) {
    fail({failure.line, failure.text});
  } catch (const BudgetUsedUp&) {
    const bool asks = options.tried != nullptr && *options.tried > 0;
    const auto steps = std::to_string(asks ? running.limits().steps_of_tries : running.limits().steps);
    fail({running.line(), running.where() + "the script needs more than " + steps +
                              " steps for this message" +
                              (asks ? ", as it begins anew with each answer that it asks for" : "")});
  } catch (const Unanswered& unanswered) {
    if (options.tried != nullptr) *options.tried += running.budget().spent();
    return unanswered.question;
  }
  outcome.remarks = running.take_remarks();
  outcome.trace = running.take_trace();
  if (options.trace && outcome.error)
    outcome.trace.push_back(
        {.line = outcome.error->line, .text = "error: " + outcome.error->text + "; keeping the message"});
  outcome.steps = running.budget().spent();
  return outcome;
}

}  // namespace sieve
