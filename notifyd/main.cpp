// notifyd: the command line. Every command is a line in commands.def.

#include <array>
#include <exception>
#include <filesystem>
#include <iostream>

#include "base/version.hpp"
#include "notifyd/command.hpp"

namespace notifyd {

#define COMMAND(name) extern const Command name##_command;
#include "notifyd/commands.def"
#undef COMMAND

namespace {

#define COMMAND(name) &name##_command,
constexpr std::array commands{
#include "notifyd/commands.def"
};
#undef COMMAND

int run(int argc, char** argv) {
  CommandLine line;
  base::Program program("notifyd", "notifyd: a notification and filter server for e-mail", base::version);
  auto root = program.root();
  const auto file =
      root.option("-c,--config", line.config_file, "The configuration file").or_environment("NOTIFYD_CONFIG");
  root.flag("--json", line.json, "Print JSON");
  program.before_actions([&] { line.config_given = file.given(); });
  for (const auto* command : commands) command->set_up(root, line);
  return program.run({argv + 1, argv + argc}) ? line.exit_code : exit_usage;
}

}  // namespace
}  // namespace notifyd

int main(int argc, char** argv) {
  try {
    return notifyd::run(argc, argv);
  } catch (const std::filesystem::filesystem_error& failure) {
    std::cerr << "notifyd: " << failure.path1().string() << ": " << failure.code().message() << '\n';
    return notifyd::exit_code_of(failure);
  } catch (const std::exception& failure) {
    std::cerr << "notifyd: " << failure.what() << '\n';
    return notifyd::exit_code_of(failure);
  }
}
