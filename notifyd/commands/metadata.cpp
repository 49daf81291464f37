// notifyd metadata set|get|list|remove: annotations of mailboxes and of the server (RFC 5464).

#include <iostream>

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string account;
  std::string mailbox;
  std::string entry;
  std::string value;
};

/// Without an account: what everybody shares of the server.
std::string path_of(const Options& options, bool one) {
  if (!options.mailbox.empty() && options.account.empty())
    throw base::UsageError("--mailbox", "it takes --account ADDRESS: whose mailbox is it?");
  std::string path = options.account.empty() ? "/v1" : "/v1/accounts/" + segment(options.account);
  path += "/metadata";
  if (one) path += "/" + segment(options.entry);
  if (!options.mailbox.empty()) path += "?mailbox=" + segment(options.mailbox);
  return path;
}

void print(CommandLine& line, const Options& options) {
  const auto reply = Control(line).call("GET", path_of(options, true));
  if (!reply.is_good() || line.json) return show(line, reply);
  std::cout << std::string_view(reply.body.at("value").as_string()) << '\n';
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto metadata =
      program.verb("metadata", "Set and show annotations of mailboxes and of the server").needs_verb();
  const auto verb = [&](const char* name, const char* what, bool with_entry = true) {
    auto command = metadata.verb(name, what);
    if (with_entry)
      command.option("ENTRY", options->entry, "Such as /private/comment or /shared/vendor/NAME/KEY")
          .required();
    command.option("--account", options->account, "Address of an account; else what all share of the server");
    command.option("--mailbox", options->mailbox, "A mailbox of the account; else the server");
    return command;
  };
  auto set = verb("set", "Give an annotation a value");
  set.option("VALUE", options->value, "The value").required();
  set.action([&line, options] {
    call_and_print(line, "PUT", path_of(*options, true), {{"value", options->value}});
  });
  verb("get", "The value of an annotation").action([&line, options] { print(line, *options); });
  verb("list", "All annotations", false).action([&line, options] {
    call_and_print(line, "GET", path_of(*options, false));
  });
  verb("remove", "Take an annotation away").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options, true));
  });
}

}  // namespace

extern const Command metadata_command{.set_up = set_up};

}  // namespace notifyd
