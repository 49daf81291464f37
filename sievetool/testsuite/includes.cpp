// The graph of includes: each script that is named, unless it is passed over or a limit is met.

#include "sievetool/testsuite/includes.hpp"

#include <algorithm>
#include <set>

#include "sieve/script.hpp"
#include "sievetool/testsuite/fault_log.hpp"
#include "sievetool/testsuite/storage.hpp"

namespace sievetool::testsuite {
namespace {

namespace syntax = sieve::syntax;

struct Include {
  sieve::IncludedScript script;
  bool once = false;
  bool optional = false;

  void tag(std::string_view name) {
    script.global = script.global || name == ":global";
    once = once || name == ":once";
    optional = optional || name == ":optional";
  }
};

/// Of the program: what can never run is not in it.
void collect(const std::vector<sieve::Statement>& statements, std::vector<Include>& to) {
  for (const auto& statement : statements) {
    if (statement.command->name == "include") {
      Include& one = to.emplace_back();
      one.script.name = statement.given.positional[0]->strings.front().constant;
      for (const auto& given : statement.given.tags) one.tag(given.tag->name);
    }
    collect(statement.block, to);
  }
}

/// Of a script with errors: those that read as they should.
void collect(const std::vector<syntax::Command>& commands, std::vector<Include>& to) {
  for (const auto& command : commands) {
    collect(command.block, to);
    if (command.name != "include" || command.broken || command.arguments.empty()) continue;
    const auto& name = command.arguments.back();
    if (name.kind != syntax::Argument::Kind::strings || name.strings.size() != 1) continue;
    if (name.strings.front().value.find('/') != std::string::npos) continue;  // reported already
    Include& one = to.emplace_back(Include{.script = {.global = false, .name = name.strings.front().value}});
    for (const auto& argument : command.arguments) one.tag(argument.tag);
  }
}

std::vector<Include> includes(std::string_view script, const sieve::Limits& limits,
                              const sieve::Program* program) {
  std::vector<Include> all;
  if (program != nullptr) {
    collect(program->statements, all);
    return all;
  }
  std::vector<sieve::Fault> faults;
  const auto tree = syntax::parse(script, sieve::Lines(script), limits, faults);
  if (!sieve::has_errors(faults)) collect(tree.commands, all);
  return all;
}

class Walk {
 public:
  explicit Walk(World& world) : world_(world) {}

  void follow(const std::vector<Include>& all) {
    for (const auto& one : all) {
      if (count_ > world_.settings.limits().includes) return;  // that is said once
      const std::size_t before = faults.size();
      const bool opened = enter(one);
      if (opened && faults.size() > before)
        faults.push_back("include: the script \"" + one.script.name + "\" has errors");
    }
  }

  std::vector<std::string> faults;

 private:
  /// True if the script was there and looked into; else the include itself has said what is wrong.
  bool enter(const Include& one) {
    const sieve::Limits& limits = world_.settings.limits();
    const std::string name = "include: the script \"" + one.script.name + '"';
    if (one.once && seen_.contains(one.script)) return false;
    if (std::ranges::find(open_, one.script) != open_.end()) return say(name + " would include itself");
    if (open_.size() >= limits.include_depth)
      return say("include: more than " + std::to_string(limits.include_depth) + " scripts within scripts");
    if (++count_ > limits.includes)
      return say("include: more than " + std::to_string(limits.includes) + " scripts are included");
    const auto stored = stored_script(world_.settings, world_.scripts.folder(), one.script);
    if (!stored) return one.optional ? false : say(name + " does not exist");
    seen_.insert(one.script);
    const auto checked = make_engine(world_.settings, one.script.global).check(stored->text);
    if (checked.program == nullptr)
      for (auto& fault : fault_log(stored->text, checked.faults, limits)) faults.push_back(std::move(fault));
    open_.push_back(one.script);
    follow(includes(stored->text, limits, checked.program.get()));
    open_.pop_back();
    return true;
  }

  bool say(std::string fault) {
    faults.push_back(std::move(fault));
    return false;
  }

  World& world_;
  std::vector<sieve::IncludedScript> open_;
  std::set<sieve::IncludedScript> seen_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<std::string> faults_of_included(World& world, std::string_view script,
                                            const sieve::Program* program) {
  Walk walk(world);
  walk.follow(includes(script, world.settings.limits(), program));
  return std::move(walk.faults);
}

}  // namespace sievetool::testsuite
