// Compiling and running the scripts of a test file.

#include "sievetool/testsuite/scripts.hpp"

#include <iostream>
#include <utility>

#include "sievetool/command.hpp"
#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/fault_log.hpp"
#include "sievetool/testsuite/includes.hpp"
#include "sievetool/testsuite/storage.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

constexpr std::size_t deepest = 10;  // scripts that a script runs with the words of the language

/// Actions over the message as it came carry none; here the message may change before they are performed.
struct Attach {
  const sieve::Edited& message;
  template <class What>
  void operator()(What& what) const {
    if constexpr (requires { what.message == message; })
      if constexpr (std::is_same_v<decltype(what.message), sieve::Edited>)
        if (what.message == nullptr) what.message = message;
  }
};

void attach(sieve::Result& result, const sieve::Edited& message) {
  for (auto& action : result.actions) std::visit(Attach{message}, action);
  if (result.keep) Attach{message}(*result.keep);
}

/// Faults go to the error log, all else to who runs the test.
void hear(World& world, const std::vector<sieve::TraceStep>& remarks) {
  for (const auto& remark : remarks) {
    if (remark.is_fault)
      world.errors.push_back(remark.text);
    else
      std::cerr << "line " << remark.line << ": " << remark.text << '\n';
  }
}

}  // namespace

sieve::Engine make_engine(const Settings& settings, bool global) {
  const auto built_in = sieve::built_in_extensions();
  std::vector<const sieve::Extension*> extensions(built_in.begin(), built_in.end());
  extensions.push_back(&extension());
  return {
      extensions,
      sieve::built_in_methods(),
      {.limits = settings.limits(), .disabled = settings.disabled(global), .implicit = settings.implicit()}};
}

const std::filesystem::path& Scripts::folder_of(const sieve::Program& program) const {
  const auto found = folders_.find(&program);
  return found == folders_.end() ? folder_ : found->second.second;
}

void Scripts::belongs(const Program& program, std::filesystem::path folder) {
  folders_[program.get()] = {program, std::move(folder)};
}

Scripts::Program compile(World& world, const std::filesystem::path& path) {
  const auto script = read_file(path.string());
  if (!script) {
    world.errors.push_back(script.error().text);
    return nullptr;
  }
  const auto checked = make_engine(world.settings, false).check(*script);
  auto faults = checked.program != nullptr ? std::vector<std::string>()
                                           : fault_log(*script, checked.faults, world.settings.limits());
  for (auto& fault : faults_of_included(world, *script, checked.program.get()))
    faults.push_back(std::move(fault));
  if (faults.empty()) {
    world.scripts.belongs(checked.program, path.parent_path());
    return checked.program;
  }
  faults.push_back("compiling failed: " + path.filename().string());
  for (auto& fault : faults) world.errors.push_back(std::move(fault));
  return nullptr;
}

std::optional<Scripts::Program> load_included(World& world, const sieve::IncludedScript& wanted) {
  const auto stored = stored_script(world.settings, world.scripts.folder(), wanted);
  if (!stored) return std::nullopt;
  const auto checked = make_engine(world.settings, wanted.global).check(stored->text);
  if (checked.program != nullptr) world.scripts.belongs(checked.program, stored->folder);
  return checked.program;
}

bool run_script(sieve::Run& run, const sieve::Program& program, sieve::Result& result) {
  World& world = testsuite::world(run);
  if (world.depth >= deepest) {
    world.errors.push_back("scripts run scripts more than " + std::to_string(deepest) + " deep");
    return false;
  }
  const sieve::Edited message = seen(run);
  ++world.depth;
  const auto ended = sieve::run(program, *message, world.current.environment(), {},
                                {.host = &world, .limits = &world.settings.limits(), .result = &result});
  --world.depth;
  const auto& outcome = std::get<sieve::Outcome>(ended);  // the world answers every question
  hear(world, outcome.remarks);
  if (outcome.error) {
    world.errors.push_back(outcome.error->text);
    return false;
  }
  attach(result, message);
  if (outcome.message != nullptr) run.edit_message(std::string(outcome.message->octets()));
  return true;
}

}  // namespace sievetool::testsuite
