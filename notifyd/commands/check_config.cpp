// notifyd check-config: reads the configuration as serve would, and says all that is wrong with it.

#include <iostream>

#include "notifyd/command.hpp"

namespace notifyd {
namespace {

void check(CommandLine& line) {
  auto config = line.config();
  const auto settings = read_everything(config);
  const auto faults = config.faults();
  for (const auto& fault : faults) std::cerr << fault.text << '\n';
  for (const auto& warning : warnings(settings)) std::cerr << "warning: " << warning << '\n';
  if (faults.empty()) std::cout << "The configuration is good.\n";
  line.exit_code = faults.empty() ? exit_ok : exit_config;
}

void set_up(base::Verb program, CommandLine& line) {
  auto command = program.verb("check-config", "Say what is wrong with the configuration");
  command.action([&line] { check(line); });
}

}  // namespace

extern const Command check_config_command{.set_up = set_up};

}  // namespace notifyd
