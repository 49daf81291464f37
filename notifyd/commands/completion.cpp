// notifyd completion bash|zsh|fish: prints a script that completes this command line.

#include "notifyd/completion.hpp"

#include <iostream>

#include "notifyd/command.hpp"

namespace notifyd {
namespace {

void set_up(base::Verb program, CommandLine& /*line*/) {
  auto completion = program.verb("completion", "Print what a shell needs to complete commands").needs_verb();
  const auto shell = [&](const char* name, const char* what, std::string (*made)(const base::Verb&)) {
    completion.verb(name, what).action([program, made] { std::cout << made(program); });
  };
  shell("bash", "For bash: source <(notifyd completion bash)", bash_completion);
  shell("zsh", "For zsh: source <(notifyd completion zsh)", zsh_completion);
  shell("fish", "For fish: notifyd completion fish | source", fish_completion);
}

}  // namespace

extern const Command completion_command{.set_up = set_up};

}  // namespace notifyd
