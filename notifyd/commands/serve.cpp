// notifyd serve: the daemon, until TERM or INT; HUP reads certificates and the administrator's scripts again.

#include <iostream>

#include <systemd/sd-daemon.h>

#include "notifyd/command.hpp"
#include "notifyd/private_files.hpp"
#include "notifyd/serving.hpp"

namespace notifyd {
namespace {

void serve(CommandLine& line) {
  const auto settings = line.settings();
  for (const auto& warning : line.warnings()) std::cerr << "warning: " << warning << '\n';
  for (const auto& exposed : exposed_keys(settings)) std::cerr << "warning: " << exposed << '\n';
  auto config = line.config();
  line.exit_code =
      serve_until_signal(settings, config, [&line] { return line.log_level(); },
                         {.before_start = {}, .ready = [](System&) { sd_notify(0, "READY=1"); }});
}

void set_up(base::Verb program, CommandLine& line) {
  program.verb("serve", "Run the server").action([&line] { serve(line); });
}

}  // namespace

extern const Command serve_command{.set_up = set_up};

}  // namespace notifyd
