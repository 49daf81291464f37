// The command line over CLI11: the one file that sees that library.

#include "base/verb.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

#include "base/text.hpp"

namespace base {

Option Option::required() {
  option_->required();
  return *this;
}

Option Option::existing_file() {
  option_->check(CLI::ExistingFile);
  return *this;
}

Option Option::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option Option::with_default_shown() {
  option_->capture_default_str();
  return *this;
}

Option Option::or_environment(const std::string& variable) {
  option_->envname(variable);
  return *this;
}

bool Option::given() const {
  return option_->count() > 0;
}

Verb Verb::verb(const std::string& name, const std::string& what) {
  return Verb(app_->add_subcommand(name, what));
}

Verb Verb::needs_verb() {
  app_->require_subcommand(1);
  return *this;
}

Option Verb::option(const std::string& name, std::string& value, const std::string& what) {
  return Option(app_->add_option(name, value, what));
}

Option Verb::option(const std::string& name, std::vector<std::string>& values, const std::string& what) {
  return Option(app_->add_option(name, values, what));
}

Option Verb::option(const std::string& name, int& value, const std::string& what) {
  return Option(app_->add_option(name, value, what));
}

Option Verb::option(const std::string& name, std::uint16_t& value, const std::string& what) {
  return Option(app_->add_option(name, value, what));
}

Option Verb::option(const std::string& name, std::filesystem::path& value, const std::string& what) {
  return Option(app_->add_option(name, value, what));
}

Option Verb::flag(const std::string& name, bool& value, const std::string& what) {
  return Option(app_->add_flag(name, value, what));
}

void Verb::action(std::function<void()> action) {
  app_->callback([action = std::move(action)] {
    try {
      action();
    } catch (const UsageError& error) {
      throw CLI::ValidationError(error.what());
    }
  });
}

std::string Verb::name() const {
  return app_->get_name();
}

std::string Verb::what() const {
  return app_->get_description();
}

std::vector<Verb> Verb::verbs() const {
  std::vector<Verb> verbs;
  for (auto* app : app_->get_subcommands([](const CLI::App*) { return true; })) verbs.emplace_back(app);
  return verbs;
}

std::vector<Verb::Word> Verb::options() const {
  std::vector<Word> words;
  for (const auto* option : std::as_const(*app_).get_options())
    for (const auto& name : option->get_lnames()) words.push_back({"--" + name, option->get_description()});
  return words;
}

Verb Verb::root() const {
  auto* app = app_;
  while (app->get_parent() != nullptr) app = app->get_parent();
  return Verb(app);
}

namespace {

/// What is said of the first word that should be a verb, and is none; nothing if something else is wrong.
std::optional<std::string> unknown_verb(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* level = &program;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word.starts_with('-')) {
      const auto* option = program.get_option_no_throw(word);
      if (option != nullptr && option->get_items_expected_max() > 0) ++i;  // its value is no verb
      continue;
    }
    const auto below = level->get_subcommands([](const CLI::App*) { return true; });
    if (below.empty()) return std::nullopt;
    std::vector<std::string> names;
    for (const auto* each : below) names.push_back(each->get_name());
    const auto found = std::ranges::find(names, word);
    if (found == names.end()) {
      const auto path = level == &program ? std::string() : level->get_name() + " ";
      const auto near = text::nearest(word, names);
      return "there is no command `" + path + word + "`. " +
             (near ? "Did you mean `" + path + *near + "`?" : "There are: " + text::join(names, ", "));
    }
    level = below[static_cast<std::size_t>(found - names.begin())];
  }
  return std::nullopt;
}

}  // namespace

Program::Program(const std::string& name, const std::string& what, const std::string& version)
    : app_(std::make_unique<CLI::App>(what, name)) {
  app_->require_subcommand(1);
  app_->fallthrough();
  app_->set_version_flag("--version", name + " " + version);
}

Program::~Program() = default;

Verb Program::root() {
  return Verb(app_.get());
}

void Program::before_actions(std::function<void()> action) {
  app_->parse_complete_callback(std::move(action));
}

bool Program::run(const std::vector<std::string>& arguments) {
  auto reversed = arguments;  // as CLI11 takes them
  std::ranges::reverse(reversed);
  try {
    app_->parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    const auto unknown = error.get_exit_code() == 0 ? std::nullopt : unknown_verb(*app_, arguments);
    if (unknown) {
      std::cerr << app_->get_name() << ": " << *unknown << '\n';
      return false;
    }
    return app_->exit(error) == 0;
  }
  return true;
}

}  // namespace base
