// Control commands of the core (RFC 5228 section 3): require, if, elsif, else, stop.

#include "sieve/extension.hpp"

namespace sieve {
namespace {

void require(Check& check, Statement& statement) {
  check.require(statement.given.positional[0]->strings);
}

Flow next(Run& /*run*/, const Statement& /*statement*/) {
  return Flow::next;
}

// Section 3.1: the first branch whose test is true runs, and ends the chain.
Flow branch(Run& run, const Statement& statement) {
  if (!run.evaluate(statement.conditions[0])) return Flow::next;
  const Flow flow = run.execute(statement.block);
  return flow == Flow::next ? Flow::leave_chain : flow;
}

Flow otherwise(Run& run, const Statement& statement) {
  return run.execute(statement.block);
}

Flow stop(Run& run, const Statement& /*statement*/) {
  run.note("stop");
  return Flow::stop;
}

}  // namespace

extern const Extension control_extension{
    .capability = "",
    .always = true,
    .commands =
        {
            {.name = "require",
             .takes = {{.name = "capabilities", .kind = Parameter::Kind::string_list, .constant = true}},
             .check = require,
             .control = next},
            {.name = "if", .tests = Tests::one, .block = true, .control = branch},
            {.name = "elsif",
             .tests = Tests::one,
             .block = true,
             .follows = {"if", "elsif"},
             .control = branch},
            {.name = "else", .block = true, .follows = {"if", "elsif"}, .control = otherwise},
            {.name = "stop", .ends = true, .control = stop},
        },
};

}  // namespace sieve
