// notifyd account add|list|show|remove|password|token: accounts of this server.

#include <iostream>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"
#include "store/auth/token.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string address;
  std::string password_file;
  std::vector<std::string> aliases;
  std::string quota = "0";
};

struct Password {
  std::string text;
  bool is_made_up = false;
};

/// From the file, from standard input ("-"), or made up: never from the command line, where others see it.
Password password_of(const Options& options) {
  if (options.password_file.empty()) return {.text = store::auth::make_password(), .is_made_up = true};
  if (options.password_file != "-")
    return {.text = std::string(base::text::trimmed(base::read_file(options.password_file)))};
  Password password;
  std::getline(std::cin, password.text);
  return password;
}

/// Calls with the password, and shows one that was made up only if it is in force then.
void call_with_password(CommandLine& line, const Options& options, const std::string& method,
                        const std::string& path, boost::json::object body) {
  const auto password = password_of(options);
  if (password.text.empty()) {
    std::cerr << "the password is empty: "
              << (options.password_file == "-" ? "standard input" : options.password_file)
              << " must hold one\n";
    line.exit_code = exit_data;
    return;
  }
  body["password"] = password.text;
  const auto reply = Control(line).call(method, path, body);
  show(line, reply);
  if (reply.is_good() && password.is_made_up) std::cerr << "password: " << password.text << '\n';
}

void add(CommandLine& line, const Options& options) {
  const auto quota = base::parse_size(options.quota);
  if (!quota) throw base::UsageError("--quota", "expected a size such as 500M or 2G");
  boost::json::array aliases;
  for (const auto& alias : options.aliases) aliases.emplace_back(alias);
  call_with_password(line, options, "POST", "/v1/accounts",
                     {{"address", options.address}, {"quota", *quota}, {"aliases", aliases}});
}

std::string path_of(const Options& options) {
  return "/v1/accounts/" + segment(options.address);
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto account =
      program.verb("account", "Add, list, show and remove accounts; passwords and API tokens").needs_verb();
  const auto verb = [&](const char* name, const char* what, bool with_address = true) {
    auto command = account.verb(name, what);
    if (with_address) command.option("ADDRESS", options->address, "Primary address").required();
    return command;
  };
  auto added = verb("add", "Make an account; without --password-file a password is made up and printed");
  added.option("--password-file", options->password_file,
               "A file that holds the password, - for standard input");
  added.option("--alias", options->aliases, "Further addresses");
  added.option("--quota", options->quota, "Such as 500M; 0 for none");
  added.action([&line, options] { add(line, *options); });
  verb("list", "All accounts", false).action([&line] { print_pages(line, "/v1/accounts", "after"); });
  verb("show", "One account").action([&line, options] { call_and_print(line, "GET", path_of(*options)); });
  verb("remove", "Remove an account with all its mail").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options));
  });
  auto password = verb("password", "Set a new password");
  password.option("--password-file", options->password_file,
                  "A file that holds the password, - for standard input");
  password.action([&line, options] { call_with_password(line, *options, "PATCH", path_of(*options), {}); });
  verb("token", "Make a Bearer token for the HTTP API, shown this once").action([&line, options] {
    call_and_print(line, "POST", path_of(*options) + "/tokens");
  });
}

}  // namespace

extern const Command account_command{.set_up = set_up};

}  // namespace notifyd
