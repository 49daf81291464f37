// test_result_action, test_result_execute, test_result_reset, test_result_print, test_error.

#include <ostream>
#include <utility>

#include "sieve/match.hpp"
#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

struct Name {
  std::string operator()(const sieve::Keep& /*keep*/) const { return "keep"; }
  std::string operator()(const sieve::FileInto& /*filed*/) const { return "store"; }
  std::string operator()(const sieve::Redirect& /*redirect*/) const { return "redirect"; }
  std::string operator()(const sieve::Discard& /*discard*/) const { return "discard"; }
  std::string operator()(const sieve::Notify& /*notify*/) const { return "notify"; }
  std::string operator()(const sieve::Vacation& /*answer*/) const { return "vacation"; }
  std::string operator()(const sieve::Unsent& unsent) const {
    return unsent.what == sieve::Unsent::What::vacation ? "vacation" : "notify";
  }
  std::string operator()(const sieve::Pipe& /*pipe*/) const { return "pipe"; }
  std::string operator()(const sieve::AbuseReport& /*report*/) const { return "report"; }
  std::string operator()(const sieve::Reject& /*refusal*/) const { return "reject"; }
};

/// Matches all items, or the one that :index names.
bool matches(sieve::Run& run, const sieve::Arguments& arguments, const std::vector<std::string>& items) {
  sieve::Match match(run, arguments, false);
  const std::uint64_t only = arguments.has(":index") ? arguments.number(":index") : 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (arguments.has(":index") && i + 1 != only) continue;
    if (match.offer(items[i])) return true;
  }
  return match.finish();
}

bool error(sieve::Run& run, const sieve::Arguments& arguments) {
  return matches(run, arguments, world(run).errors);
}

bool action(sieve::Run& run, const sieve::Arguments& arguments) {
  std::vector<std::string> names;
  for (const auto& one : run.actions()) names.push_back(std::visit(Name(), one));
  return matches(run, arguments, names);
}

bool execute(sieve::Run& run, const sieve::Arguments& /*arguments*/) {
  World& world = testsuite::world(run);
  world.begin_log();
  auto& result = run.result();
  // The keep of a script that ran below the file has its flags already.
  if (!result.keep || !result.implicit_keep) result.keep = run.implicit_keep();
  return carry_out(world, result);
}

void reset(sieve::Run& run, const sieve::Arguments& /*arguments*/) {
  run.result() = {};
  world(run).outgoing.clear();
}

void print(sieve::Run& run, const sieve::Arguments& /*arguments*/) {
  auto& prints = world(run).prints;
  for (const auto& one : run.actions()) prints << sieve::described(one) << '\n';
  if (run.result().implicit_keep) prints << "implicit keep\n";
}

sieve::Test list_test(std::string_view name, bool (*evaluate)(sieve::Run&, const sieve::Arguments&)) {
  return {.name = name,
          .takes = {sieve::string_list("keys")},
          .tags = {{.name = ":index", .takes = {sieve::number("index")}}},
          .keys = "keys",
          .comparator = "i;octet",
          .evaluate = evaluate};
}

}  // namespace

std::vector<sieve::Command> result_commands() {
  return {{.name = "test_result_reset", .perform = reset}, {.name = "test_result_print", .perform = print}};
}

std::vector<sieve::Test> result_tests() {
  return {list_test("test_error", error),
          list_test("test_result_action", action),
          {.name = "test_result_execute", .evaluate = execute}};
}

}  // namespace sievetool::testsuite
