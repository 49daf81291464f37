// test and test_fail.

#include <utility>

#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

void check_block(sieve::Check& check, sieve::Statement& statement) {
  if (!check.enclosing().empty())
    check.error(statement.span, "test must stand at top level, in no block", "blocks of test do not nest");
}

// A block that failed ends there, and the file goes on; stop ends the file.
sieve::Flow block(sieve::Run& run, const sieve::Statement& statement) {
  World& world = testsuite::world(run);
  if (world.depth > 0 || world.in_block)
    run.fail("test stands in test files alone, not in the scripts that they run or include");
  world.block = {.name = std::string(sieve::Arguments(run, statement.given).string("name"))};
  world.in_block = true;
  world.logged_in_block = false;
  const sieve::Flow flow = run.execute(statement.block);
  world.in_block = false;
  const bool passed = world.block.passed;
  world.verdicts.push_back(std::move(world.block));
  return passed ? flow : sieve::Flow::next;
}

sieve::Flow fail(sieve::Run& run, const sieve::Statement& statement) {
  return failed(run, std::string(sieve::Arguments(run, statement.given).string("reason")));
}

}  // namespace

sieve::Flow failed(sieve::Run& run, std::string reason) {
  World& world = testsuite::world(run);
  if (world.depth > 0) run.fail("test_fail: " + reason);
  if (world.in_block) {
    world.block.passed = false;
    world.block.failure = std::move(reason);
    if (world.logged_in_block) world.block.errors = world.errors;
  } else {
    world.failed = true;
    world.failure = std::move(reason);
  }
  return sieve::Flow::stop;
}

std::vector<sieve::Command> block_commands() {
  return {{.name = "test",
           .takes = {sieve::string("name")},
           .block = true,
           .check = check_block,
           .control = block},
          {.name = "test_fail", .takes = {sieve::string("reason")}, .control = fail}};
}

}  // namespace sievetool::testsuite
