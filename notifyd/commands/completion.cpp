// notifyd completion bash|zsh|fish: prints a script that completes this command line.

#include "notifyd/completion.hpp"

#include <iostream>

#include <CLI/CLI.hpp>

#include "notifyd/command.hpp"

namespace notifyd {
namespace {

void set_up(CLI::App& app, CommandLine& /*line*/) {
  auto* completion = app.add_subcommand("completion", "Print what a shell needs to complete commands")
                         ->require_subcommand(1);
  const auto shell = [&](const char* name, const char* what, std::string (*made)(const CLI::App&)) {
    completion->add_subcommand(name, what)->callback([&app, made] { std::cout << made(app); });
  };
  shell("bash", "For bash: source <(notifyd completion bash)", bash_completion);
  shell("zsh", "For zsh: source <(notifyd completion zsh)", zsh_completion);
  shell("fish", "For fish: notifyd completion fish | source", fish_completion);
}

}  // namespace

extern const Command completion_command{.set_up = set_up};

}  // namespace notifyd
