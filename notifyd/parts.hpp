// Every object of the daemon: the architecture in one place.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/config.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "connectors/connector.hpp"
#include "net/http_client.hpp"
#include "net/loops.hpp"
#include "net/tls.hpp"
#include "notifyd/account_kinds.hpp"
#include "notifyd/api/router.hpp"
#include "notifyd/api_services.hpp"
#include "notifyd/dispatch/dispatcher.hpp"
#include "notifyd/filters/delivery.hpp"
#include "notifyd/filters/imap_events.hpp"
#include "notifyd/next_hops.hpp"
#include "notifyd/numbers.hpp"
#include "notifyd/programs/pipe.hpp"
#include "notifyd/programs/programs.hpp"
#include "notifyd/relay/relay.hpp"
#include "notifyd/servers.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/system.hpp"
#include "notifyd/tap/taps.hpp"
#include "store/auth/brake.hpp"
#include "store/auth/logins.hpp"
#include "store/auth/own_passwords.hpp"
#include "store/auth/passwd_file.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/presence.hpp"

namespace notifyd {

/// Members are declared in the order in which they are made: each outlives those below it.
struct Parts {
  Parts(const Settings& all, base::Config& config, Start start, base::Log log_to);

  // What each is given of the others (surroundings.cpp).
  [[nodiscard]] store::sqlite::EngineOptions engine_options(std::function<void()> broken);
  [[nodiscard]] std::vector<store::auth::PasswordSource*> password_sources();
  [[nodiscard]] filters::DepositParts deposit_parts();
  [[nodiscard]] filters::ImapEventParts imap_event_parts();
  [[nodiscard]] connectors::Context connector_context();
  [[nodiscard]] dispatch::Surroundings dispatch_surroundings();
  [[nodiscard]] tap::Surroundings tap_surroundings();
  [[nodiscard]] ServerParts server_parts(std::vector<net::ActivatedSocket> sockets);
  [[nodiscard]] ApiParts api_parts();
  [[nodiscard]] std::unique_ptr<relay::Relay> make_relay();

  /// The domains of the settings create accounts, and no others any more.
  void settle_domains();
  /// Rows of a commit, to the dispatcher if there is one.
  void offer(std::vector<store::Item> items);
  /// Whether the device can hear now, in the words of RFC 5435 section 5 (filters/online.hpp).
  net::Task<std::string> online(mail::AccountId account, std::string device);

  Settings settings;
  Roles roles;
  base::Log log;
  base::SystemClock clock;
  base::Metrics metrics{"notifyd_"};
  net::Loops loops;
  boost::asio::any_io_executor dispatch_loop;
  store::InProcessBus bus;
  std::unique_ptr<store::Presence> presence;
  std::unique_ptr<dispatch::Dispatcher> dispatcher;  ///< made late; here, since the engine asks it for room
  std::unique_ptr<store::sqlite::SqliteEngine> engine;
  Numbers numbers;
  std::string token;
  std::unique_ptr<net::TlsContext> tls;
  store::auth::Brake brake;
  std::string login_secret;
  store::auth::OwnPasswords own_passwords;
  std::unique_ptr<store::auth::PasswdFile> passwd_file;
  store::auth::Logins logins;
  AccountKinds kinds;
  std::unique_ptr<NextHop> smarthost;
  std::unique_ptr<NextHop> next_server;
  std::unique_ptr<relay::Relay> mail_relay;
  std::unique_ptr<programs::Programs> runner;  ///< null: no script runs one
  std::unique_ptr<programs::Pipe> pipe;
  filters::Deposit deposit;
  filters::ImapEvents imap_events;
  net::HttpClient users_http;   ///< to URLs that users chose
  net::HttpClient admins_http;  ///< to URLs of the configuration
  std::vector<std::string> vapid_keys;
  connectors::Channels channels;
  api::Router router;
  std::unique_ptr<Servers> servers;
  boost::asio::any_io_executor tap_loop;
  std::unique_ptr<tap::Taps> taps;
  std::future<void> tapped;      ///< ready when the taps have ended
  std::future<void> dispatched;  ///< ready when the dispatcher has ended
};

}  // namespace notifyd
