// "vnd.dovecot.pipe" (Pigeonhole's spec-bosch-sieve-extprograms): hands the message to a program, which takes
// it instead of a mailbox.

#include "sieve/programs.hpp"

namespace sieve {
namespace {

void check_pipe(Check& check, Statement& statement) {
  check_program(check, statement.given);
}

void pipe(Run& run, const Arguments& arguments) {
  ProgramRun call = program_run(run, arguments);
  run.perform(Pipe{.program = std::move(call.program),
                   .arguments = std::move(call.arguments),
                   .environment = std::move(call.environment)},
              arguments);
  if (!arguments.has(":copy")) run.cancel_implicit_keep();
}

}  // namespace

extern const Extension vnd_dovecot_pipe_extension{
    .capability = "vnd.dovecot.pipe",
    .needs = Needs::delivery,
    .commands = {{.name = "pipe",
                  .takes = program_parameters(),
                  .tags = {{.name = ":try"}},
                  .needs = Needs::delivery,
                  .check = check_pipe,
                  .perform = pipe}},
};

}  // namespace sieve
