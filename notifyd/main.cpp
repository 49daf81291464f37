// notifyd: the command line. Every command is a line in commands.def.

#include <array>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

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
  CLI::App app("notifyd: a notification and filter server for e-mail");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", "notifyd 0.1.0");
  auto* file =
      app.add_option("-c,--config", line.config_file, "The configuration file")->envname("NOTIFYD_CONFIG");
  app.add_flag("--json", line.json, "Print JSON");
  app.parse_complete_callback([&] { line.config_given = file->count() > 0; });
  for (const auto* command : commands) command->set_up(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  return line.exit_code;
}

}  // namespace
}  // namespace notifyd

int main(int argc, char** argv) {
  try {
    return notifyd::run(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "notifyd: " << failure.what() << '\n';
    return notifyd::exit_software;
  }
}
