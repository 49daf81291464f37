// notifyd push test ACCOUNT DEVICE: pushes a test notification now, and says what the push service answered.

#include <memory>

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

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared with the callback, which the program keeps
  auto push = program.verb("push", "Try out how a device is reached").needs_verb();
  auto command = push.verb("test", "Push a test notification now; exit 75 if it was not delivered");
  command.option("ACCOUNT", options->account, "Address of the account").required();
  command.option("DEVICE", options->device, "Name or number of the device").required();
  command.action([&line, options] { test(line, *options); });
}

}  // namespace

extern const Command push_command{.set_up = set_up};

}  // namespace notifyd
