// What only several values of the configuration together show to be wrong.

#include "notifyd/setting_checks.hpp"

#include <map>
#include <stdexcept>
#include <unistd.h>
#include <utility>

#include "base/text.hpp"
#include "net/tls.hpp"

namespace notifyd {
namespace {

/// An account has one source of events: two taps would share its cursor, and each would undo the other's.
void check_watched_once(base::Config& config, const std::vector<TapSettings>& taps) {
  std::map<std::string, std::string> watched;  // address, tap
  for (const TapSettings& tap : taps)
    for (const std::string& account : tap.accounts) {
      const auto [first, is_new] = watched.emplace(base::text::lowered(account), tap.name);
      if (!is_new)
        config.section("tap." + tap.name)
            .fault("accounts", account + " is watched by tap." + first->second + " already");
    }
}

void check_ports(base::Config& config, const Settings& settings) {
  std::map<std::pair<std::string, std::uint16_t>, std::string> taken;  // by which key
  const auto take = [&](bool on, const std::string& table, std::string_view key, const std::string& address,
                        std::uint16_t port) {
    if (!on || port == 0 || address.starts_with("unix:")) return;
    const auto [first, is_new] = taken.emplace(std::pair(address, port), table + "." + std::string(key));
    if (!is_new)
      config.section(table).fault(key, "port " + std::to_string(port) + " is that of " + first->second);
  };
  take(settings.lmtp.on, "lmtp", "port", settings.lmtp.listen, settings.lmtp.port);
  take(settings.imap.on, "imap", "port", settings.imap.listen, settings.imap.port);
  take(settings.imap.on, "imap", "tls_port", settings.imap.listen, settings.imap.tls_port.value_or(0));
  take(settings.managesieve.on, "managesieve", "port", settings.managesieve.listen,
       settings.managesieve.port);
  take(settings.api.on, "api", "port", settings.api.listen, settings.api.port);
}

/// Files that cannot be read are told already.
void check_certificate(base::Config& config, const TlsSettings& tls) {
  if (tls.certificate.empty() || tls.private_key.empty()) return;
  if (::access(tls.certificate.c_str(), R_OK) != 0 || ::access(tls.private_key.c_str(), R_OK) != 0) return;
  try {
    (void)net::TlsContext::server(tls.certificate, tls.private_key);
  } catch (const std::runtime_error& failure) {
    config.section("tls").fault("certificate", failure.what());
  }
}

void check_smarthost(base::Config& config, const SmarthostSettings& smarthost) {
  auto section = config.section("smarthost");
  const auto colon = smarthost.host.find(':');
  if (colon != std::string::npos && colon == smarthost.host.rfind(':'))
    section.fault("host", "the port has a key of its own: smarthost.port");
  if (!smarthost.user.empty() && smarthost.password_file.empty())
    section.fault("password_file", "smarthost.user logs in with a password: give the file that holds it");
}

}  // namespace

void check_together(base::Config& config, const Settings& settings) {
  check_watched_once(config, settings.taps);
  check_ports(config, settings);
  check_certificate(config, settings.tls);
  check_smarthost(config, settings.smarthost);
}

}  // namespace notifyd
