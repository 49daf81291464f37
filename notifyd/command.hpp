// One command of the command line: a file under commands/ and a line in commands.def.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/verb.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

/// Exit codes of sysexits(3).
enum Exit : int {
  exit_ok = 0,
  exit_usage = 64,
  exit_data = 65,
  exit_no_input = 66,
  exit_unavailable = 69,
  exit_software = 70,
  exit_cannot_create = 73,
  exit_io = 74,
  exit_try_later = 75,
  exit_denied = 77,
  exit_config = 78,
};

/// What every command has at hand.
struct CommandLine {
  std::string config_file = "/etc/notifyd/notifyd.toml";
  bool config_given = false;
  bool json = false;
  int exit_code = exit_ok;

  /// The settings in force; prints the faults and exits with 78 if there are any.
  [[nodiscard]] Settings settings() const;
  /// server.log_level as the file reads now; nothing if the file has a fault.
  [[nodiscard]] std::optional<base::Level> log_level() const;
  /// The configuration as read, for check-config and print-config.
  [[nodiscard]] base::Config config() const;
  /// What is no fault, and worth a word.
  [[nodiscard]] std::vector<std::string> warnings() const;
  /// What config() reads, for people.
  [[nodiscard]] std::string config_name() const;
};

/// Every table of the configuration, those of the dispatcher and the connectors too, so that each unknown key
/// is found.
Settings read_everything(base::Config& config);

/// The exit code for a failure of the machine that no command dealt with.
int exit_code_of(const std::exception& failure);

struct Command {
  /// Adds its verb to `program`; the callback does the work and sets `line.exit_code`.
  void (*set_up)(base::Verb program, CommandLine& line);
};

}  // namespace notifyd
