// The command line of a program: verbs with their options. The library behind it (CLI11) is header-only and
// costs seconds in each file that sees it, so one file does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
class Option;
}  // namespace CLI

namespace base {

/// Thrown by the action of a verb for an argument that cannot be: "NAME: TEXT" is printed, the exit code is
/// that of a usage error.
struct UsageError : std::runtime_error {
  UsageError(const std::string& name, const std::string& text) : std::runtime_error(name + ": " + text) {}
};

/// An option (`--name`) or an argument (`NAME`) of a verb; a handle, valid as long as the program.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option required();
  Option existing_file();
  Option between(int least, int most);
  Option with_default_shown();
  /// Takes the value of this environment variable when the option is not given.
  Option or_environment(const std::string& variable);
  /// Whether it was given; only in actions.
  [[nodiscard]] bool given() const;

 private:
  CLI::Option* option_;
};

/// A command with what may follow it; a handle, valid as long as the program. Values that options fill must
/// live as long as the program runs.
class Verb {
 public:
  /// What may follow a verb, for shell completion.
  struct Word {
    std::string text;  ///< the name of a verb, or an option with its dashes
    std::string what;
  };

  explicit Verb(CLI::App* app) : app_(app) {}

  /// A verb beneath this one.
  Verb verb(const std::string& name, const std::string& what);
  /// One of the verbs beneath must follow.
  Verb needs_verb();
  Option option(const std::string& name, std::string& value, const std::string& what);
  Option option(const std::string& name, std::vector<std::string>& values, const std::string& what);
  Option option(const std::string& name, int& value, const std::string& what);
  Option option(const std::string& name, std::uint16_t& value, const std::string& what);
  Option option(const std::string& name, std::filesystem::path& value, const std::string& what);
  Option flag(const std::string& name, bool& value, const std::string& what);
  /// What is done when this verb was given; its arguments are in place then.
  void action(std::function<void()> action);

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string what() const;
  [[nodiscard]] std::vector<Verb> verbs() const;
  /// The long options of this verb.
  [[nodiscard]] std::vector<Word> options() const;
  /// The verb of the program itself.
  [[nodiscard]] Verb root() const;
  [[nodiscard]] bool operator==(const Verb&) const = default;

 private:
  CLI::App* app_;
};

/// A program with verbs, one of which must be given.
class Program {
 public:
  Program(const std::string& name, const std::string& what, const std::string& version);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  [[nodiscard]] Verb root();
  /// Before any action, after all arguments are in place.
  void before_actions(std::function<void()> action);
  /// Runs the action of the verb that is given, or prints what was asked for or what is wrong.
  /// Returns false for a usage error.
  [[nodiscard]] bool run(const std::vector<std::string>& arguments);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace base
