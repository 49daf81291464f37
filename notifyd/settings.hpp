// All settings of the daemon: the TOML file turned into values, a struct per table.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/log.hpp"
#include "base/octets.hpp"
#include "notifyd/sieve_settings.hpp"

namespace notifyd {

using namespace std::chrono_literals;

/// [server]
struct ServerSettings {
  std::filesystem::path data_dir = "/var/lib/notifyd";
  std::string hostname;  ///< in greetings and Received; default: the machine's name
  std::string user;      ///< privileges are dropped to it after binding, when started as root; "": stay
  unsigned loops = 0;    ///< event loops; 0: one for each core
  std::chrono::milliseconds stop_patience = 30s;
  base::Level log_level = base::Level::info;
  std::optional<base::LogForm> log_form;  ///< nothing: text on a terminal, JSON otherwise
  bool durable = true;  ///< no key of the file: only a sandbox under test can do without (power cuts)
};

/// [tls]
struct TlsSettings {
  std::filesystem::path certificate;  ///< PEM chain; "": no TLS
  std::filesystem::path private_key;
};

/// [lmtp]
struct LmtpSettings {
  bool on = true;
  std::string listen = "127.0.0.1";
  std::uint16_t port = 24;
  std::filesystem::path socket;      ///< a UNIX socket as well, "" for none
  std::vector<std::string> trusted;  ///< IP addresses that may deliver, beside loopback and UNIX sockets
  base::ByteCount message_limit = 50 << 20;
  std::size_t recipients = 1000;
  std::chrono::seconds command_patience = 5min;  ///< for the next command (RFC 5321 section 4.5.3.2.7)
  std::chrono::seconds data_patience = 10min;    ///< for all of a message
  std::string next;  ///< "unix:/path" or "host:port": pass mail on to this LMTP server (hooked accounts); "":
                     ///< our store
};

/// [imap]
struct ImapSettings {
  bool on = true;
  std::string listen = "0.0.0.0";
  std::uint16_t port = 143;
  std::optional<std::uint16_t> tls_port = 993;  ///< nothing without a certificate
  std::chrono::milliseconds autologout = 30min;
  std::chrono::milliseconds login_patience = 60s;    ///< from the connection to a successful login
  std::chrono::milliseconds command_patience = 60s;  ///< for a line that has begun; literals get longer
  base::ByteCount append_limit = 50 << 20;
};

/// [managesieve]
struct ManageSieveSettings {
  bool on = true;
  std::string listen = "0.0.0.0";
  std::uint16_t port = 4190;
  std::chrono::seconds login_patience = 2min;    ///< from the connection to a successful login
  std::chrono::seconds command_patience = 2min;  ///< for a line or a literal that has begun
};

/// [api]
struct ApiSettings {
  bool on = true;
  std::string listen = "127.0.0.1";
  std::uint16_t port = 8025;
  bool tls = false;
  std::chrono::seconds patience = 30s;  ///< for one request to arrive, and between two on one connection
};

/// [accounts]
struct AccountSettings {
  std::vector<std::string> domains;   ///< an unknown address in these is made at the first delivery or login
  std::filesystem::path passwd_file;  ///< user:crypt(3) lines, "" for none
};

/// [smarthost]
struct SmarthostSettings {
  std::string host;  ///< "": no mail leaves
  std::uint16_t port = 25;
  std::string tls = "opportunistic";  ///< never, opportunistic, required
  std::filesystem::path ca_file;
  std::string user;
  std::filesystem::path password_file;
};

/// [push]; [notifier], [webhook], [webpush] and [gateway.NAME] belong to the dispatcher and the connectors.
struct PushSettings {
  bool on = true;
  std::filesystem::path ca_file;  ///< authorities of users' endpoints; "": the system's
  bool allow_private =
      false;  ///< endpoints on loopback, link-local and private addresses, and by http (a sandbox)
};

/// [tap.NAME]: a foreign IMAP server whose accounts are watched.
struct TapSettings {
  std::string name;
  std::string host;
  std::uint16_t port = 993;
  std::string tls = "implicit";  ///< implicit, starttls, never (loopback only)
  std::filesystem::path ca_file;
  std::string master_user;  ///< logs in for each account (RFC 4616); "": each account by itself
  std::filesystem::path password_file;
  std::vector<std::string> accounts;
};

/// [retention]
struct RetentionSettings {
  std::chrono::seconds events = 30 * 24h;
  std::chrono::seconds traces = 7 * 24h;
  std::chrono::seconds erase_within = 24h;
};

struct Settings {
  ServerSettings server;
  TlsSettings tls;
  LmtpSettings lmtp;
  ImapSettings imap;
  ManageSieveSettings managesieve;
  ApiSettings api;
  AccountSettings accounts;
  SieveSettings sieve;
  SmarthostSettings smarthost;
  PushSettings push;
  std::vector<TapSettings> taps;
  RetentionSettings retention;
};

/// Reads every table but those of the connectors (connectors::open_channels); what is wrong stands in
/// config.faults().
Settings read_settings(base::Config& config);

/// What is allowed and still deserves a word: a redirect without a smarthost, login without TLS.
std::vector<std::string> warnings(const Settings& settings);

}  // namespace notifyd
