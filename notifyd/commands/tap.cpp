// notifyd tap add|list|status: the foreign IMAP servers whose mailboxes are watched.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>

#include <CLI/CLI.hpp>
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

void set_up(CLI::App& app, CommandLine& line) {
  auto tap = std::make_shared<TapSettings>();  // shared with the callback, which CLI11 keeps
  auto* taps = app.add_subcommand("tap", "The foreign IMAP servers whose mailboxes are watched")
                   ->require_subcommand(1);
  taps->add_subcommand("list", "The servers of the configuration")->callback([&line] { list(line); });
  taps->add_subcommand("status", "Each watched account: since when, up to which message, or why not")
      ->callback([&line] { call_and_print(line, "GET", "/v1/taps"); });
  auto* added = taps->add_subcommand("add", "Add a server to the configuration file");
  added->add_option("NAME", tap->name, "A name for the server")->required();
  added->add_option("ACCOUNT", tap->accounts, "Addresses of the accounts to watch")->required();
  added->add_option("--host", tap->host, "Name or address of the IMAP server")->required();
  added->add_option("--port", tap->port, "993 with implicit TLS, usually 143 else");
  added->add_option("--tls", tap->tls, "implicit, starttls, or never (to loopback only)");
  added->add_option("--ca-file", tap->ca_file,
                    "The server's certificate authority, if it is not a public one");
  added->add_option("--master-user", tap->master_user, "Logs in for every account");
  added->add_option("--password-file", tap->password_file, "Holds the password, or lines ADDRESS:PASSWORD")
      ->required();
  added->callback([&line, tap] { add(line, *tap); });
}

}  // namespace

extern const Command tap_command{.set_up = set_up};

}  // namespace notifyd
