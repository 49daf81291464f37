// Compiling and running the scripts of a test file.

#include "sievetool/testsuite/scripts.hpp"

#include <utility>

#include "sievetool/command.hpp"
#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/fault_log.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

constexpr std::size_t longest_script_name = 256;  // characters
constexpr std::size_t deepest = 10;               // scripts that a script runs with the words of the language

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

}  // namespace

sieve::Engine make_engine(const sieve::Limits& limits) {
  const auto built_in = sieve::built_in_extensions();
  std::vector<const sieve::Extension*> extensions(built_in.begin(), built_in.end());
  extensions.push_back(&extension());
  return {extensions, sieve::built_in_methods(), {.limits = limits}};
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
  const auto checked = make_engine(world.settings.limits()).check(*script);
  if (checked.program != nullptr) {
    world.scripts.belongs(checked.program, path.parent_path());
    return checked.program;
  }
  const auto name = path.filename().string();
  for (auto& entry : fault_log(*script, checked.faults, world.settings.limits(), name))
    world.errors.push_back(std::move(entry));
  return nullptr;
}

std::optional<Scripts::Program> load_included(World& world, bool global, std::string_view name) {
  if (name.empty() || name.size() > longest_script_name || name.find('/') != std::string_view::npos)
    return std::nullopt;
  const auto path =
      world.scripts.folder() / (global ? "included-global" : "included") / (std::string(name) + ".sieve");
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return compile(world, path);
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
  if (outcome.error) {
    world.errors.push_back(outcome.error->text);
    return false;
  }
  attach(result, message);
  if (outcome.message != nullptr) run.edit_message(std::string(outcome.message->octets()));
  return true;
}

}  // namespace sievetool::testsuite
