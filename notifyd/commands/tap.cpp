// notifyd tap add|list|status: the foreign IMAP servers whose mailboxes are watched.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"
#include "notifyd/print.hpp"

namespace notifyd {
namespace {

/// As TOML writes it: a JSON string is a TOML basic string.
std::string toml(const std::string& text) {
  return boost::json::serialize(boost::json::string(text));
}

std::string table_of(const TapSettings& tap) {
  std::vector<std::string> accounts;
  for (const auto& account : tap.accounts) accounts.push_back(toml(account));
  std::string text = "\n[tap." + tap.name + "]\nhost = " + toml(tap.host) +
                     "\nport = " + std::to_string(tap.port) + "\ntls = " + toml(tap.tls) + "\n";
  if (!tap.ca_file.empty()) text += "ca_file = " + toml(tap.ca_file.string()) + "\n";
  if (!tap.master_user.empty()) text += "master_user = " + toml(tap.master_user) + "\n";
  return text + "password_file = " + toml(tap.password_file.string()) + "\naccounts = [" +
         base::text::join(accounts, ", ") + "]\n";
}

/// Appends to the configuration file, if the whole of it is good then.
void add(CommandLine& line, const TapSettings& tap) {
  const bool is_there = std::filesystem::exists(line.config_file);
  const auto text = (is_there ? base::read_file(line.config_file) : std::string()) + table_of(tap);
  auto config =
      base::Config::of_text(text, line.config_file, [](const std::string&) { return std::nullopt; });
  (void)read_everything(config);
  for (const auto& fault : config.faults()) std::cerr << fault.text << '\n';
  if (!config.faults().empty()) {
    std::cerr << "Nothing was changed.\n";
    line.exit_code = exit_config;
    return;
  }
  std::ofstream file(line.config_file, std::ios::app);  // in place: owner and mode stay
  file << table_of(tap) << std::flush;
  if (!file) throw std::runtime_error(line.config_file + " cannot be written");
  std::cout << "Added to " << line.config_file << "; the server watches it from its next start.\n";
}

void list(CommandLine& line) {
  boost::json::array items;
  for (const auto& tap : line.settings().taps)
    items.push_back(boost::json::object{{"name", tap.name},
                                        {"host", tap.host},
                                        {"port", tap.port},
                                        {"tls", tap.tls},
                                        {"master_user", tap.master_user},
                                        {"accounts", tap.accounts.size()}});
  const boost::json::object body{{"items", items}};
  std::cout << (line.json ? boost::json::serialize(body) + "\n" : for_people(body));
}

void set_up(base::Verb program, CommandLine& line) {
  auto tap = std::make_shared<TapSettings>();  // shared with the callback, which the program keeps
  auto taps = program.verb("tap", "The foreign IMAP servers whose mailboxes are watched").needs_verb();
  taps.verb("list", "The servers of the configuration").action([&line] { list(line); });
  taps.verb("status", "Each watched account: since when, up to which message, or why not").action([&line] {
    call_and_print(line, "GET", "/v1/taps");
  });
  auto added = taps.verb("add", "Add a server to the configuration file");
  added.option("NAME", tap->name, "A name for the server").required();
  added.option("ACCOUNT", tap->accounts, "Addresses of the accounts to watch").required();
  added.option("--host", tap->host, "Name or address of the IMAP server").required();
  added.option("--port", tap->port, "993 with implicit TLS, usually 143 else");
  added.option("--tls", tap->tls, "implicit, starttls, or never (to loopback only)");
  added.option("--ca-file", tap->ca_file, "The server's certificate authority, if it is not a public one");
  added.option("--master-user", tap->master_user, "Logs in for every account");
  added.option("--password-file", tap->password_file, "Holds the password, or lines ADDRESS:PASSWORD")
      .required();
  added.action([&line, tap] { add(line, *tap); });
}

}  // namespace

extern const Command tap_command{.set_up = set_up};

}  // namespace notifyd
