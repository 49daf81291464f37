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

/// From the file, from standard input ("-"), or made up and printed: never from the command line, where
/// others see it.
std::string password_of(const Options& options) {
  if (options.password_file.empty()) {
    auto password = store::auth::make_password();
    std::cerr << "password: " << password << '\n';
    return password;
  }
  if (options.password_file != "-")
    return std::string(base::text::trimmed(base::read_file(options.password_file)));
  std::string line;
  std::getline(std::cin, line);
  return line;
}

void add(CommandLine& line, const Options& options) {
  const auto quota = base::parse_size(options.quota);
  if (!quota) throw base::UsageError("--quota", "expected a size such as 500M or 2G");
  boost::json::object body{
      {"address", options.address}, {"quota", *quota}, {"password", password_of(options)}};
  boost::json::array aliases;
  for (const auto& alias : options.aliases) aliases.emplace_back(alias);
  body["aliases"] = aliases;
  call_and_print(line, "POST", "/v1/accounts", std::move(body));
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
  verb("list", "All accounts", false).action([&line] {
    call_and_print(line, "GET", "/v1/accounts?limit=1000");
  });
  verb("show", "One account").action([&line, options] { call_and_print(line, "GET", path_of(*options)); });
  verb("remove", "Remove an account with all its mail").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options));
  });
  auto password = verb("password", "Set a new password");
  password.option("--password-file", options->password_file,
                  "A file that holds the password, - for standard input");
  password.action([&line, options] {
    call_and_print(line, "PATCH", path_of(*options), {{"password", password_of(*options)}});
  });
  verb("token", "Make a Bearer token for the HTTP API, shown this once").action([&line, options] {
    call_and_print(line, "POST", path_of(*options) + "/tokens");
  });
}

}  // namespace

extern const Command account_command{.set_up = set_up};

}  // namespace notifyd
