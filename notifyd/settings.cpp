// The TOML file, table by table.

#include "notifyd/settings.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>

#include "base/text.hpp"
#include "mail/address.hpp"
#include "net/address.hpp"
#include "notifyd/lmtp_server.hpp"
#include "notifyd/setting_checks.hpp"
#include "notifyd/setting_values.hpp"

namespace notifyd {
namespace {

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

/// A whole number of seconds, one at least.
std::chrono::seconds seconds(base::Section& section, std::string_view key, std::chrono::seconds otherwise) {
  const auto length = std::chrono::duration_cast<std::chrono::seconds>(section.duration(key, otherwise));
  if (length < 1s) section.fault(key, "one second at least is needed");
  return length;
}

/// A size of messages. RFC 5321 section 4.5.3.1.7: 64K at least are taken, and RFC 1870 reads 0 as no limit.
base::ByteCount message_size(base::Section& section, std::string_view key, base::ByteCount otherwise) {
  const auto size = section.size(key, otherwise);
  if (size < 64 << 10) section.fault(key, "64K at least is needed");
  return size;
}

/// It stands in greetings and header fields.
std::string host(base::Section& section, std::string_view key) {
  auto name = section.text(key, machine_name());
  const bool good = !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) ||
           std::string_view(".-_[]:").find(c) != std::string_view::npos;
  });
  if (!good) section.fault(key, "expected the name of a host such as \"mail.example.org\"");
  return name;
}

ServerSettings server(base::Section section) {
  ServerSettings out;
  out.data_dir = section.text("data_dir", out.data_dir.string());
  out.hostname = host(section, "hostname");
  out.user = user(section, "user");
  out.loops = static_cast<unsigned>(section.number("loops", 0, 0, 256));
  out.stop_patience = section.duration("stop_patience", out.stop_patience);
  const auto level = section.choice("log_level", "info", {"debug", "info", "warn", "error"});
  out.log_level = level == "debug"   ? base::Level::debug
                  : level == "warn"  ? base::Level::warn
                  : level == "error" ? base::Level::error
                                     : base::Level::info;
  const auto form = section.choice("log_form", "auto", {"auto", "text", "json"});
  if (form != "auto") out.log_form = form == "json" ? base::LogForm::json : base::LogForm::text;
  return out;
}

TlsSettings tls(base::Section section) {
  TlsSettings out{.certificate = file(section, "certificate"), .private_key = file(section, "private_key")};
  if (out.certificate.empty() != out.private_key.empty())
    section.fault(out.certificate.empty() ? "certificate" : "private_key",
                  "certificate and private_key go together: give both or none");
  return out;
}

LmtpSettings lmtp(base::Section section) {
  LmtpSettings out;
  out.on = section.flag("on", out.on);
  out.listen = listen_address(section, out.listen);
  out.port = section.port("port", out.port);
  out.socket = section.text("socket");
  if (!out.socket.empty())
    if (const auto path = net::unix_socket_address(out.socket); !path)
      section.fault("socket", path.error().text);
  out.trusted = section.texts("trusted");
  for (const auto& address : out.trusted)
    if (!net::ip_socket_address(address, 0))
      section.fault("trusted", "expected an IP address such as \"192.0.2.25\", found \"" + address + "\"");
  out.message_limit = message_size(section, "message_limit", out.message_limit);
  out.recipients = count(section, "recipients", out.recipients, 1, 100'000);
  out.command_patience = seconds(section, "command_patience", out.command_patience);
  out.data_patience = seconds(section, "data_patience", out.data_patience);
  out.next = section.text("next");
  if (!out.next.empty())
    if (const auto next = lmtp_server(out.next); !next) section.fault("next", next.error().text);
  return out;
}

ImapSettings imap(base::Section section, bool with_tls) {
  ImapSettings out;
  out.on = section.flag("on", out.on);
  out.listen = listen_address(section, out.listen);
  out.port = section.port("port", out.port);
  const auto tls_port = section.port("tls_port", 993);
  out.tls_port = with_tls ? std::optional(tls_port) : std::nullopt;
  out.autologout = section.duration("autologout", out.autologout);
  if (out.autologout < 30min)
    section.fault("autologout", "RFC 3501 section 5.4 asks for 30 minutes at least");
  out.login_patience = section.duration("login_patience", out.login_patience);
  out.command_patience = section.duration("command_patience", out.command_patience);
  out.append_limit = message_size(section, "append_limit", out.append_limit);
  return out;
}

ManageSieveSettings managesieve(base::Section section) {
  ManageSieveSettings out;
  out.on = section.flag("on", out.on);
  out.listen = listen_address(section, out.listen);
  out.port = section.port("port", out.port);
  out.login_patience = seconds(section, "login_patience", out.login_patience);
  out.command_patience = seconds(section, "command_patience", out.command_patience);
  return out;
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost" ||
         address.starts_with("unix:");
}

ApiSettings api(base::Section section, bool with_tls) {
  ApiSettings out;
  out.on = section.flag("on", out.on);
  out.listen = listen_address(section, out.listen);
  out.port = section.port("port", out.port);
  out.tls = section.flag("tls", out.tls);
  out.patience = seconds(section, "patience", out.patience);
  if (out.tls && !with_tls) section.fault("tls", "needs tls.certificate and tls.private_key");
  if (out.on && !out.tls && !is_loopback(out.listen))
    section.fault("listen", "the API beyond loopback needs TLS: set api.tls = true, or listen on 127.0.0.1");
  return out;
}

AccountSettings accounts(base::Section section) {
  AccountSettings out;
  for (const auto& domain : section.texts("domains")) {
    if (!mail::parse_address("x@" + domain))
      section.fault("domains", "expected a domain such as \"example.org\", found \"" + domain + "\"");
    out.domains.push_back(base::text::lowered(domain));
  }
  out.passwd_file = file(section, "passwd_file");
  return out;
}

SmarthostSettings smarthost(base::Section section) {
  SmarthostSettings out;
  out.host = section.text("host");
  out.port = remote_port(section, out.port);
  out.tls = section.choice("tls", out.tls, {"never", "opportunistic", "required"});
  out.ca_file = file(section, "ca_file");
  out.user = section.text("user");
  out.password_file = file(section, "password_file");
  return out;
}

PushSettings push(base::Section section) {
  PushSettings out;
  out.on = section.flag("on", out.on);
  out.allow_private = section.flag("allow_private", out.allow_private);
  out.ca_file = file(section, "ca_file");
  return out;
}

TapSettings tap(base::Section section, std::string name) {
  TapSettings out{.name = std::move(name)};
  out.host = section.text("host");
  if (out.host.empty()) section.fault("host", "a tap needs the server to watch");
  out.port = remote_port(section, out.port);
  out.tls = section.choice("tls", out.tls, {"implicit", "starttls", "never"});
  if (out.tls == "never" && !is_loopback(out.host))
    section.fault("tls", "passwords leave this machine only under TLS: set \"implicit\" or \"starttls\"");
  out.ca_file = file(section, "ca_file");
  out.master_user = section.text("master_user");
  out.password_file = file(section, "password_file");
  if (out.password_file.empty())
    section.fault("password_file", "a tap needs the password of its login, in a file");
  out.accounts = section.texts("accounts");
  if (out.accounts.empty()) section.fault("accounts", "a tap needs the addresses to watch");
  return out;
}

RetentionSettings retention(base::Section section) {
  RetentionSettings out;
  out.events = seconds(section, "events", out.events);
  out.traces = seconds(section, "traces", out.traces);
  out.erase_within = seconds(section, "erase_within", out.erase_within);
  return out;
}

}  // namespace

Settings read_settings(base::Config& config) {
  Settings out;
  out.server = server(config.section("server"));
  out.tls = tls(config.section("tls"));
  const bool with_tls = !out.tls.certificate.empty();
  out.lmtp = lmtp(config.section("lmtp"));
  out.imap = imap(config.section("imap"), with_tls);
  out.managesieve = managesieve(config.section("managesieve"));
  out.api = api(config.section("api"), with_tls);
  out.accounts = accounts(config.section("accounts"));
  out.sieve = read_sieve(config);
  out.smarthost = smarthost(config.section("smarthost"));
  out.push = push(config.section("push"));
  for (const auto& name : config.subsections("tap"))
    out.taps.push_back(tap(config.section("tap." + name), name));
  out.retention = retention(config.section("retention"));
  check_together(config, out);
  return out;
}

std::vector<std::string> warnings(const Settings& settings) {
  std::vector<std::string> out;
  if (settings.lmtp.on && !is_loopback(settings.lmtp.listen) && settings.lmtp.trusted.empty())
    out.emplace_back(
        "lmtp.listen is beyond loopback, and lmtp.trusted is empty: only this machine may deliver");
  if (!settings.lmtp.next.empty() && !settings.accounts.domains.empty())
    out.emplace_back(
        "lmtp.next with accounts.domains: every address of these that somebody sends to gets an account "
        "here, "
        "also if the next server refuses it");
  if (settings.smarthost.host.empty())
    out.emplace_back(
        "smarthost.host is not set: redirect keeps the mail instead, notify by mailto and vacation are not "
        "offered");
  if (settings.tls.certificate.empty())
    out.emplace_back("tls.certificate is not set: nobody can log in from beyond loopback");
  for (const auto& [on, name] : {std::pair(settings.lmtp.on, "lmtp"), std::pair(settings.imap.on, "imap"),
                                 std::pair(settings.managesieve.on, "managesieve"),
                                 std::pair(settings.api.on, "api"), std::pair(settings.push.on, "push")})
    if (!on)
      out.push_back(
          std::string(name) +
          ".on = false: no other process can do it instead. One process at a time has the store; roles in "
          "several need another engine, which this version has not");
  if (settings.push.allow_private)
    out.emplace_back(
        "push.allow_private is set: a user can make this server send requests into your network");
  return out;
}

}  // namespace notifyd
