// notifyd print-config: every value in force, defaults included, as a TOML file that would give the same.

#include <iostream>

#include "notifyd/command.hpp"

namespace notifyd {
namespace {

void print(CommandLine& line) {
  auto config = line.config();
  (void)read_everything(config);
  std::string section;
  for (const auto& value : config.values()) {
    if (value.section != section) std::cout << (section.empty() ? "[" : "\n[") << value.section << "]\n";
    section = value.section;
    std::cout << value.key << " = " << value.value;
    if (value.origin != "file") std::cout << "  # " << value.origin;
    std::cout << '\n';
  }
  for (const auto& fault : config.faults()) std::cerr << fault.text << '\n';
  line.exit_code = config.faults().empty() ? exit_ok : exit_config;
}

void set_up(base::Verb program, CommandLine& line) {
  auto command = program.verb("print-config", "Print every value in force, with where it comes from");
  command.action([&line] { print(line); });
}

}  // namespace

extern const Command print_config_command{.set_up = set_up};

}  // namespace notifyd
