// One test file: compiled as a whole, and run once from top to bottom.

#include "sievetool/testsuite/file.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "sieve/extension.hpp"
#include "sievetool/command.hpp"
#include "sievetool/testsuite/scripts.hpp"

namespace sievetool::testsuite {
namespace {

std::string first_error(const std::vector<sieve::Fault>& faults) {
  for (const auto& fault : faults)
    if (fault.severity == sieve::Fault::Severity::error)
      return "line " + std::to_string(fault.line) + ": " + fault.text;
  return {};
}

}  // namespace

Report run_file(const std::string& path, std::ostream& prints) {
  const auto script = read_file(path);
  if (!script) return {.blocks = {}, .failure = script.error().text, .passed = false};
  const auto checked = make_engine(Settings(), true).check(*script);
  print_errors(checked.faults, path);
  if (checked.program == nullptr)
    return {.blocks = {}, .failure = first_error(checked.faults), .passed = false};

  World world(std::filesystem::absolute(path).parent_path().lexically_normal(), prints);
  const auto ended = sieve::run(*checked.program, *world.current.message(), world.current.environment(), {},
                                {.host = &world, .limits = &world.settings.limits_of_file()});
  const auto& outcome = std::get<sieve::Outcome>(ended);  // the world answers every question
  for (const auto& remark : outcome.remarks)
    std::cerr << path << ':' << remark.line << ": " << remark.text << '\n';
  Report report{.blocks = std::move(world.verdicts), .failure = world.failure, .passed = !world.failed};
  if (outcome.error) {
    report.passed = false;
    report.failure = "line " + std::to_string(outcome.error->line) + ": " + outcome.error->text;
  }
  // A `stop`, or another file than was meant.
  const auto tests = static_cast<std::size_t>(
      std::ranges::count(checked.program->statements, "test",
                         [](const sieve::Statement& statement) { return statement.command->name; }));
  if (report.passed && (tests == 0 || report.blocks.size() < tests))
    std::cerr << path << ": " << report.blocks.size() << " of " << tests << " tests ran\n";
  if (!report.passed) report.errors = std::move(world.errors);
  return report;
}

}  // namespace sievetool::testsuite
