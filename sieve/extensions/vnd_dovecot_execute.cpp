// "vnd.dovecot.execute" (Pigeonhole's spec-bosch-sieve-extprograms): runs a program, for its effect, its
// success or its output.

#include "sieve/programs.hpp"
#include "sieve/variables.hpp"

namespace sieve {
namespace {

void check(Check& check, Given& given) {
  check_program(check, given);
  for (auto& tag : given.tags) {
    if (tag.tag->name != ":output") continue;
    if (check.in_effect("variables"))
      check_variable(check, tag.value->strings.front());
    else
      check.error(tag.span, ":output needs the extension \"variables\"",
                  "add at the top: require \"variables\";");
  }
}
void check_action(Check& of, Statement& statement) {
  check(of, statement.given);
}
void check_test(Check& of, Condition& condition) {
  check(of, condition.given);
}

base::Body input(Run& run, const Arguments& arguments) {
  if (arguments.has(":pipe")) return message_body(run);
  return arguments.has(":input") ? base::Body(std::string(arguments.string(":input"))) : base::Body();
}

bool executed(Run& run, const Arguments& arguments) {
  auto output = output_of(run, program_run(run, arguments), input(run, arguments));
  if (output && arguments.has(":output"))  // what it says may be the message's words
    set_variable(run, arguments.texts(":output").front(), *output, true);
  return output.has_value();
}

void execute(Run& run, const Arguments& arguments) {
  executed(run, arguments);
}

std::vector<Tag> tags() {
  return {{.name = ":input", .takes = {string("data")}, .group = "input"},
          {.name = ":pipe", .group = "input"},
          {.name = ":output", .takes = {{.name = "varname", .constant = true}}}};
}

}  // namespace

extern const Extension vnd_dovecot_execute_extension{
    .capability = "vnd.dovecot.execute",
    .needs = Needs::delivery,
    .looks_inside = true,
    .commands = {{.name = "execute",
                  .takes = program_parameters(),
                  .tags = tags(),
                  .needs = Needs::delivery,
                  .check = check_action,
                  .perform = execute}},
    .tests = {{.name = "execute",
               .takes = program_parameters(),
               .tags = tags(),
               .check = check_test,
               .evaluate = executed}},
};

}  // namespace sieve
