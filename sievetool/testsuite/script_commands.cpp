// test_script_compile, test_script_run, test_multiscript, test_binary_save, test_binary_load.

#include <optional>
#include <utility>

#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

/// Beside the script that says it.
std::filesystem::path beside(sieve::Run& run, std::string_view path) {
  return world(run).scripts.folder_of(run.program()) / path;
}

bool script_compile(sieve::Run& run, const sieve::Arguments& arguments) {
  World& world = testsuite::world(run);
  world.begin_log();
  auto program = compile(world, beside(run, arguments.string("path")));
  if (program == nullptr) return false;
  world.scripts.compiled = std::move(program);
  return true;
}

bool script_run(sieve::Run& run, const sieve::Arguments& arguments) {
  World& world = testsuite::world(run);
  world.begin_log();
  if (!arguments.has(":append_result")) run.result() = {};
  const auto program = world.scripts.compiled;  // it may compile another one itself
  if (program == nullptr) {
    world.errors.emplace_back("test_script_run: no script was compiled");
    return false;
  }
  sieve::Result result = run.result();
  if (!run_script(run, *program, result)) return false;
  run.result() = std::move(result);
  return true;
}

/// The keep that is still due, implicit or not; taken out of the result, since it waits for the last script.
std::optional<sieve::Keep> take_keep(sieve::Result& result) {
  auto keep = std::exchange(result.keep, std::nullopt);
  std::erase_if(result.actions, [&](const sieve::Action& action) {
    const auto* said = std::get_if<sieve::Keep>(&action);
    if (said != nullptr) keep = *said;
    return said != nullptr;
  });
  result.implicit_keep = false;
  return keep;
}

bool multiscript(sieve::Run& run, const sieve::Arguments& arguments) {
  World& world = testsuite::world(run);
  world.begin_log();
  sieve::Result result;
  std::optional<sieve::Keep> keep;
  for (const auto path : arguments.strings("paths")) {
    result = {.actions = {},
              .keep = {},
              .extensions = std::move(result.extensions),
              .states = std::move(result.states)};  // flags pass on
    const auto program = compile(world, beside(run, path));
    if (program == nullptr || !run_script(run, *program, result)) return false;
    keep = take_keep(result);
    if (!carry_out(world, result)) return false;
    if (!keep) return true;
  }
  result = {.actions = {}, .keep = std::move(keep), .extensions = {}, .states = {}};
  return carry_out(world, result);
}

void save(sieve::Run& run, const sieve::Arguments& arguments) {
  Scripts& scripts = world(run).scripts;
  if (scripts.compiled == nullptr) run.fail("test_binary_save: no script was compiled");
  scripts.saved[std::string(arguments.string("name"))] = scripts.compiled;
}

void load(sieve::Run& run, const sieve::Arguments& arguments) {
  Scripts& scripts = world(run).scripts;
  const auto found = scripts.saved.find(arguments.string("name"));
  if (found == scripts.saved.end())
    run.fail("test_binary_load: nothing was saved as \"" + std::string(arguments.string("name")) + '"');
  scripts.compiled = found->second;
}

}  // namespace

std::vector<sieve::Command> script_commands() {
  return {{.name = "test_binary_save", .takes = {sieve::string("name")}, .perform = save},
          {.name = "test_binary_load", .takes = {sieve::string("name")}, .perform = load}};
}

std::vector<sieve::Test> script_tests() {
  return {{.name = "test_script_compile", .takes = {sieve::string("path")}, .evaluate = script_compile},
          {.name = "test_script_run", .tags = {{.name = ":append_result"}}, .evaluate = script_run},
          {.name = "test_multiscript", .takes = {sieve::string_list("paths")}, .evaluate = multiscript}};
}

}  // namespace sievetool::testsuite
