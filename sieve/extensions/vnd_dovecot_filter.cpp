// "vnd.dovecot.filter" (Pigeonhole's spec-bosch-sieve-extprograms): a program makes another message of this
// one. As a test it also tells whether it did.

#include "sieve/entity.hpp"
#include "sieve/programs.hpp"

namespace sieve {
namespace {

void check_action(Check& check, Statement& statement) {
  check_program(check, statement.given);
}
void check_test(Check& check, Condition& condition) {
  check_program(check, condition.given);
}

/// A program that fails leaves the message as it was.
bool filtered(Run& run, const Arguments& arguments) {
  auto output = output_of(run, program_run(run, arguments), message_body(run));
  if (!output || output->empty() || output->find('\0') != std::string::npos) return false;
  run.edit_message(crlf_lines(*output));  // programs write lines as this machine does
  return true;
}

void filter(Run& run, const Arguments& arguments) {
  filtered(run, arguments);
}

}  // namespace

extern const Extension vnd_dovecot_filter_extension{
    .capability = "vnd.dovecot.filter",
    .needs = Needs::delivery,
    .looks_inside = true,
    .commands = {{.name = "filter",
                  .takes = program_parameters(),
                  .needs = Needs::delivery,
                  .check = check_action,
                  .perform = filter}},
    .tests = {{.name = "filter", .takes = program_parameters(), .check = check_test, .evaluate = filtered}},
};

}  // namespace sieve
