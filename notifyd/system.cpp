// The daemon: every object, built bottom up from the settings. Members are declared in the order in which
// they are made, so that each goes before what it stands on.

#include "notifyd/system.hpp"

#include <algorithm>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "net/http_client.hpp"
#include "net/listener.hpp"
#include "net/tls.hpp"
#include "notifyd/account_kinds.hpp"
#include "notifyd/administrator_token.hpp"
#include "notifyd/api_services.hpp"
#include "notifyd/control.hpp"
#include "notifyd/dispatch/dispatcher.hpp"
#include "notifyd/filters/delivery.hpp"
#include "notifyd/filters/online.hpp"
#include "notifyd/next_hops.hpp"
#include "notifyd/numbers.hpp"
#include "notifyd/relay/relay.hpp"
#include "notifyd/servers.hpp"
#include "notifyd/tap/taps.hpp"
#include "notifyd/vapid_keys.hpp"
#include "store/auth/brake.hpp"
#include "store/auth/logins.hpp"
#include "store/auth/own_passwords.hpp"
#include "store/auth/passwd_file.hpp"
#include "store/auth/token.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/presence.hpp"
#include "wire/imap/search.hpp"

namespace notifyd {
namespace {

unsigned loop_count(const ServerSettings& server) {
  return server.loops > 0 ? server.loops : std::max(1U, std::thread::hardware_concurrency());
}

/// Runs a coroutine of start-up on `loop` and gives its value, or throws its Error as a sentence for the
/// operator.
template <class T, class Start>
T at_start(net::Loops& loops, const std::string& what, Start start) {
  std::optional<base::Result<T>> answer;
  net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await start(); });
  if (!*answer) throw std::runtime_error(what + ": " + answer->error().text);
  return std::move(**answer);
}

template <class Value>
Value good(base::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

/// What the hook and the relay are built with.
std::function<net::Task<std::vector<client::SmtpResult>>(client::SmtpMail)> sender(NextHop& hop) {
  return [&hop](client::SmtpMail mail) { return hop.send(std::move(mail)); };
}

double chance() {
  return static_cast<double>(base::random_below(1'000'000)) / 1e6;
}

}  // namespace

struct System::Parts {
  Parts(const Settings& all, base::Config& config, Start start, base::Log log_to);

  [[nodiscard]] store::sqlite::EngineOptions engine_options(std::function<void()> broken);
  [[nodiscard]] std::vector<store::auth::PasswordSource*> password_sources();
  [[nodiscard]] connectors::Context connector_context();
  [[nodiscard]] dispatch::Surroundings surroundings();
  [[nodiscard]] tap::Surroundings tap_surroundings();
  [[nodiscard]] ApiParts api_parts();
  [[nodiscard]] filters::DepositParts deposit_parts();
  [[nodiscard]] std::unique_ptr<relay::Relay> make_relay();
  void settle_domains();
  void offer(std::vector<store::Item> items) {
    if (dispatcher) dispatcher->offer(std::move(items));
  }
  net::Task<std::string> online(mail::AccountId account, std::string device) {
    return filters::online(engine->store(), *presence, account, std::move(device));
  }

  Settings settings;
  Roles roles;
  base::Log log;
  base::SystemClock clock;
  base::Metrics metrics;
  net::Loops loops;
  boost::asio::any_io_executor dispatch_loop;
  store::InProcessBus bus;
  std::unique_ptr<store::Presence> presence;
  std::unique_ptr<dispatch::Dispatcher>
      dispatcher;  // last made and first stopped; here, since the engine asks it for room
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
  sieve::Engine sieve;  ///< runs scripts: also those that were uploaded when the account was of another kind
  std::unique_ptr<NextHop> smarthost;
  std::unique_ptr<NextHop> next_server;
  std::unique_ptr<relay::Relay> mail_relay;
  filters::Deposit deposit;
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

System::Parts::Parts(const Settings& all, base::Config& config, Start start, base::Log log_to)
    : settings(all),
      roles(start.roles),
      log(std::move(log_to)),
      loops(roles == Roles::all ? loop_count(all.server) : 1, 4),
      dispatch_loop(loops.next()),
      presence(store::make_presence(clock)),
      engine(std::make_unique<store::sqlite::SqliteEngine>(engine_options(std::move(start.broken)), clock,
                                                           bus, loops.pool())),
      numbers(metrics, engine->outbox(), clock, log),
      token(notifyd::administrator_token(settings.server.data_dir)),
      tls(settings.tls.certificate.empty()
              ? nullptr
              : net::TlsContext::server(settings.tls.certificate, settings.tls.private_key)),
      brake(clock),
      login_secret(at_start<std::string>(loops, "login secret",
                                         [&] { return store::auth::made_up_secret(engine->store()); })),
      own_passwords(engine->store(), loops.pool(), clock, login_secret),
      passwd_file(settings.accounts.passwd_file.empty()
                      ? nullptr
                      : std::make_unique<store::auth::PasswdFile>(
                            engine->store(), loops.pool(), clock,
                            store::auth::PasswdFile::Place{.path = settings.accounts.passwd_file,
                                                           .default_domain = {}},
                            log)),
      logins(engine->store(), password_sources(), brake, login_secret, log),
      kinds(settings),
      sieve(sieve_settings(settings)),
      smarthost(notifyd::smarthost(settings)),
      next_server(next_lmtp_server(settings)),
      mail_relay(make_relay()),
      deposit(deposit_parts(),
              {.host = settings.server.hostname, .may_send = !settings.smarthost.host.empty()},
              good(filters::load_administrative(kinds.common_checker(), settings.sieve.before,
                                                settings.sieve.after))),
      users_http(settings.push.allow_private
                     ? net::MayConnect([](const std::string&, std::uint16_t) { return true; })
                     : net::MayConnect([](const std::string& address, std::uint16_t) {
                         return net::is_public_address(address);
                       })),
      admins_http([](const std::string&, std::uint16_t) { return true; }),
      vapid_keys(at_start<std::vector<std::string>>(loops, "VAPID key",
                                                    [&] { return load_vapid_keys(engine->store()); })),
      channels(connectors::open_channels(config, connector_context())),
      router(api_services(api_parts()), store::auth::token_verifier(token), log) {
  metrics.gauge("auth_password_hashes", "Passwords hashed to be checked, since the start",
                [this] { return static_cast<double>(own_passwords.hashes()); });
  if (roles == Roles::store_only) return;
  logins.set_rules({.decided = numbers.logins()});
  settle_domains();
  if (settings.push.on)
    dispatcher = std::make_unique<dispatch::Dispatcher>(dispatch_loop, surroundings(),
                                                        dispatch::read_settings(config), log);
  servers = std::make_unique<Servers>(
      ServerParts{.settings = settings,
                  .loops = loops,
                  .clock = clock,
                  .store = engine->store(),
                  .blobs = engine->blobs(),
                  .bus = bus,
                  .presence = *presence,
                  .authenticator = logins,
                  .kinds = kinds,
                  .deposit = deposit,
                  .router = router,
                  .numbers = numbers,
                  .tls = tls.get(),
                  .sockets = std::move(start.sockets),
                  .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
                  .log = log});
  if (settings.taps.empty()) return;
  tap_loop = loops.next();
  taps = std::make_unique<tap::Taps>(tap_loop, tap_surroundings(), settings.taps, log);
}

store::sqlite::EngineOptions System::Parts::engine_options(std::function<void()> broken) {
  using std::chrono::duration_cast;
  using std::chrono::hours;
  store::sqlite::EngineOptions options;
  options.directory = settings.server.data_dir / "store";
  options.key_file = settings.server.data_dir / "secrets.key";
  options.runs_notifier = roles == Roles::all && settings.push.on;
  options.has_room = [this] { return dispatcher && dispatcher->has_room(); };
  options.erase_within = duration_cast<hours>(settings.retention.erase_within);
  options.event_retention = duration_cast<hours>(settings.retention.events);
  options.trace_retention = duration_cast<hours>(settings.retention.traces);
  options.durable = settings.server.durable;
  if (!options.durable) log.warn("not_durable", {{"why", "NOTIFYD_TEST_NO_SYNC: a power cut loses mail"}});
  options.on_broken = [broken = std::move(broken), to = log](const std::string& why) {
    to.error("store_broken", {{"why", why}});
    broken();
  };
  options.log = log;
  return options;
}

std::vector<store::auth::PasswordSource*> System::Parts::password_sources() {
  std::vector<store::auth::PasswordSource*> sources{&own_passwords};
  if (passwd_file) sources.push_back(passwd_file.get());
  return sources;
}

filters::DepositParts System::Parts::deposit_parts() {
  return {.store = engine->store(),
          .blobs = engine->blobs(),
          .engine = sieve,
          .clock = clock,
          .pool = loops.pool(),
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .online = [this](mail::AccountId account,
                           std::string device) { return online(account, std::move(device)); },
          .is_tapped = [this](const std::string& address) { return kinds.is_tapped(address); },
          .next = next_server ? sender(*next_server) : filters::Hook::Send(),
          .log = log};
}

std::unique_ptr<relay::Relay> System::Parts::make_relay() {
  if (!smarthost) return nullptr;
  return std::make_unique<relay::Relay>(sender(*smarthost), engine->blobs(), clock, relay::RelaySettings(),
                                        log);
}

connectors::Context System::Parts::connector_context() {
  return {.to_user = [this](net::HttpRequest request) { return users_http.send(std::move(request)); },
          .to_admin = [this](net::HttpRequest request) { return admins_http.send(std::move(request)); },
          .clock = clock,
          .allow_http = settings.push.allow_private,
          .vapid_keys = vapid_keys};
}

dispatch::Surroundings System::Parts::surroundings() {
  return {
      .sources = {.store = engine->store(), .blobs = engine->blobs(), .presence = *presence, .clock = clock},
      .outbox = engine->outbox(),
      .channels = channels,
      .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
      .relay = mail_relay
                   ? dispatch::Relay([this](store::Item item) { return mail_relay->send(std::move(item)); })
                   : dispatch::Relay(),
      .chance = chance,
      .metrics = &metrics};
}

tap::Surroundings System::Parts::tap_surroundings() {
  return {.store = engine->store(),
          .blobs = engine->blobs(),
          .clock = clock,
          .engine = sieve,
          .metrics = metrics,
          .pool = loops.pool(),
          .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .online = [this](mail::AccountId account,
                           std::string device) { return online(account, std::move(device)); },
          .chance = chance};
}

ApiParts System::Parts::api_parts() {
  return {.engine = *engine,
          .clock = clock,
          .pool = loops.pool(),
          .kinds = kinds,
          .channels = channels,
          .presence = *presence,
          .vapid_public_key = vapid_public_key(vapid_keys),
          .script_limits = script_limits(settings),
          .taps = [this] { return taps ? taps->status() : tap::not_running(settings.taps); },
          .poke =
              [this] {
                if (dispatcher) dispatcher->poke();
              }};
}

/// Those in the settings create accounts, and no others any more.
void System::Parts::settle_domains() {
  const auto put = [&](const std::string& domain, bool creates_accounts) {
    at_start<std::monostate>(loops, "domain " + domain, [&] {
      return engine->store().put_domain({.name = domain, .creates_accounts = creates_accounts});
    });
  };
  const auto& listed = settings.accounts.domains;
  const auto known =
      at_start<std::vector<store::Domain>>(loops, "domains", [&] { return engine->store().domains(); });
  for (const auto& domain : known)
    if (domain.creates_accounts && std::ranges::find(listed, domain.name) == listed.end())
      put(domain.name, false);
  for (const auto& domain : listed) put(domain, true);
}

System::System(const Settings& settings, base::Config& config, Start start, base::Log log)
    : parts_(std::make_unique<Parts>(settings, config, std::move(start), std::move(log))) {}

System::~System() {
  stop();
}

void System::start() {
  if (parts_->dispatcher)
    parts_->dispatched = net::run_beside(parts_->dispatch_loop, [this] { return parts_->dispatcher->run(); });
  if (parts_->servers) parts_->servers->start();
  if (parts_->taps)
    parts_->tapped = net::run_beside(parts_->tap_loop, [this] { return parts_->taps->run(); });
}

void System::stop() {
  if (parts_->servers) parts_->servers->stop(parts_->settings.server.stop_patience);
  if (parts_->tapped.valid()) {
    parts_->taps->stop();
    parts_->tapped.get();
  }
  if (parts_->dispatched.valid()) {
    parts_->dispatcher->stop();
    parts_->dispatched.get();
  }
  parts_->loops.stop();
}

void System::reload() {
  try {
    if (parts_->tls) parts_->tls->reload();
  } catch (const std::runtime_error& failure) {
    parts_->log.error("reload_kept_certificates", {{"why", failure.what()}});
  }
  auto scripts = filters::load_administrative(parts_->kinds.common_checker(), parts_->settings.sieve.before,
                                              parts_->settings.sieve.after);
  if (scripts)
    parts_->deposit.replace(std::move(*scripts));
  else
    parts_->log.error("reload_kept_scripts", {{"why", scripts.error().text}});
}

Ports System::ports() const {
  return parts_->servers ? parts_->servers->ports() : Ports{};
}
const api::Router& System::router() const {
  return parts_->router;
}
net::Loops& System::loops() {
  return parts_->loops;
}
const std::string& System::administrator_token() const {
  return parts_->token;
}

}  // namespace notifyd
