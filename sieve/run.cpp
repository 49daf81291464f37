// sieve::run: begins a run, and turns the ways it can end into values.

#include "sieve/run.hpp"

#include <utility>

#include "sieve/interpreter.hpp"

namespace sieve {

std::variant<Outcome, Question> run(const Program& program, const mail::Message& message,
                                    const Environment& environment, const Answers& answers,
                                    RunOptions options) {
  Run running(program, message, environment, answers, options.trace);
  Outcome outcome;
  try {
    running.execute(program.statements);
    outcome.actions = running.finish();
    outcome.memory = running.take_memory();
  } catch (const RunFailure& failure) {
    // All or nothing: what was decided before the error is dropped with it (RFC 5228 section 2.10.6).
    running.note("error: " + failure.text + "; keeping the message");
    outcome.error = Outcome::Error{failure.line, failure.text};
    outcome.actions = {Keep{.implicit = true}};
  } catch (const Unanswered& unanswered) {
    return unanswered.question;
  }
  outcome.trace = running.take_trace();
  outcome.steps = running.steps();
  return outcome;
}

}  // namespace sieve
