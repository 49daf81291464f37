// notifyd push test ACCOUNT DEVICE: pushes a test notification now, and says what the push service answered.

#include <memory>

#include <CLI/CLI.hpp>

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string account;
  std::string device;
};

void test(CommandLine& line, const Options& options) {
  const auto reply = Control(line).call(
      "POST", "/v1/accounts/" + segment(options.account) + "/devices/" + segment(options.device) + "/test");
  show(line, reply);
  if (reply.is_good() && !reply.body.at("delivered").as_bool()) line.exit_code = exit_try_later;
}

void set_up(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared with the callback, which CLI11 keeps
  auto* push = app.add_subcommand("push", "Try out how a device is reached")->require_subcommand(1);
  auto* command =
      push->add_subcommand("test", "Push a test notification now; exit 75 if it was not delivered");
  command->add_option("ACCOUNT", options->account, "Address of the account")->required();
  command->add_option("DEVICE", options->device, "Name or number of the device")->required();
  command->callback([&line, options] { test(line, *options); });
}

}  // namespace

extern const Command push_command{.set_up = set_up};

}  // namespace notifyd
