// notifyd outbox show|dead|retry|drop: what must still leave, and what could not.

#include <CLI/CLI.hpp>

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

void set_up(CLI::App& app, CommandLine& line) {
  auto id = std::make_shared<std::string>();  // shared by the callbacks, which CLI11 keeps
  auto* outbox = app.add_subcommand("outbox", "What waits to be pushed or sent, and the dead letters")
                     ->require_subcommand(1);
  outbox->add_subcommand("show", "How much waits, and since when")->callback([&line] {
    call_and_print(line, "GET", "/v1/outbox");
  });
  outbox->add_subcommand("dead", "Dead letters with their reasons, newest first")->callback([&line] {
    call_and_print(line, "GET", "/v1/outbox/dead?limit=1000");
  });
  auto* retry = outbox->add_subcommand("retry", "Try a dead letter again, now");
  retry->add_option("ID", *id, "Its number")->required();
  retry->callback(
      [&line, id] { call_and_print(line, "POST", "/v1/outbox/dead/" + segment(*id) + "/retry"); });
  auto* drop = outbox->add_subcommand("drop", "Forget a dead letter");
  drop->add_option("ID", *id, "Its number")->required();
  drop->callback([&line, id] { call_and_print(line, "DELETE", "/v1/outbox/dead/" + segment(*id)); });
}

}  // namespace

extern const Command outbox_command{.set_up = set_up};

}  // namespace notifyd
