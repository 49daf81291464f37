// notifyd device add|list|show|remove: the devices of an account.

#include <iostream>

#include <boost/json/parse.hpp>

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string account;
  std::string device;
  std::string json;
};

std::string devices_of(const Options& options) {
  return "/v1/accounts/" + segment(options.account) + "/devices";
}
std::string path_of(const Options& options) {
  return devices_of(options) + "/" + segment(options.device);
}

void add(CommandLine& line, const Options& options) {
  boost::system::error_code error;
  auto body = boost::json::parse(options.json.empty() ? "{}" : options.json, error);
  if (error || !body.is_object())
    throw base::UsageError(
        "JSON", "expected an object such as {\"channel\": {\"kind\": \"sms\", \"number\": \"+15550001\"}}");
  body.as_object()["name"] = options.device;
  call_and_print(line, "POST", devices_of(options), std::move(body.as_object()));
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto device = program.verb("device", "Register, list and remove the devices of an account").needs_verb();
  const auto verb = [&](const char* name, const char* what, bool with_device = true) {
    auto command = device.verb(name, what);
    command.option("ACCOUNT", options->account, "Address of the account").required();
    if (with_device) command.option("DEVICE", options->device, "Name or number of the device").required();
    return command;
  };
  auto added = verb("add", "Register a device; its password is shown this once");
  added.option("JSON", options->json, "channel, subscription, content, quiet_hours, as in the HTTP API");
  added.action([&line, options] { add(line, *options); });
  verb("list", "All devices of the account", false).action([&line, options] {
    call_and_print(line, "GET", devices_of(*options));
  });
  verb("show", "One device").action([&line, options] { call_and_print(line, "GET", path_of(*options)); });
  verb("remove", "Remove a device, its password and what waits for it").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options));
  });
}

}  // namespace

extern const Command device_command{.set_up = set_up};

}  // namespace notifyd
