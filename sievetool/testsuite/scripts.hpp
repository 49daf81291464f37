// The scripts that a test file compiles and runs.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sieve/engine.hpp"
#include "sieve/interpreter.hpp"
#include "sieve/question.hpp"

namespace sievetool::testsuite {

class Settings;
class World;

/// An engine with the testing language and what is built in, less what settings take away from personal
/// scripts or from `global` ones.
sieve::Engine make_engine(const Settings& settings, bool global);

class Scripts {
 public:
  using Program = std::shared_ptr<const sieve::Program>;

  explicit Scripts(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Of the test file.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Where the paths in a script begin.
  [[nodiscard]] const std::filesystem::path& folder_of(const sieve::Program& program) const;
  void belongs(const Program& program, std::filesystem::path folder);

  Program compiled;                                   ///< the last; null: none yet
  std::map<std::string, Program, std::less<>> saved;  ///< by test_binary_save

 private:
  std::filesystem::path folder_;
  /// Keeps the programs alive, so that no other takes an address.
  std::map<const sieve::Program*, std::pair<Program, std::filesystem::path>> folders_;
};

/// Null after errors, which are in the log.
Scripts::Program compile(World& world, const std::filesystem::path& path);
/// A script that another one includes. Nothing: it is not there; null: it has errors.
std::optional<Scripts::Program> load_included(World& world, const sieve::IncludedScript& wanted);

/// Runs a program over the message that `run` sees, as a script of its own. False after an error, which is in
/// the log; else `result` has what it decided, and `run` sees the message as it left it.
bool run_script(sieve::Run& run, const sieve::Program& program, sieve::Result& result);

}  // namespace sievetool::testsuite
