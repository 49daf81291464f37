// How the parts of the daemon are made, bottom up from the settings. What each is given of the others:
// surroundings.cpp.

#include "notifyd/parts.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <thread>

#include "net/address.hpp"
#include "notifyd/administrator_token.hpp"
#include "notifyd/vapid_keys.hpp"
#include "store/auth/token.hpp"

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

bool may_connect_anywhere(const std::string& /*address*/, std::uint16_t /*port*/) {
  return true;
}
bool may_connect_to_public(const std::string& address, std::uint16_t /*port*/) {
  return net::is_public_address(address);
}

}  // namespace

Parts::Parts(const Settings& all, base::Config& config, Start start, base::Log log_to)
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
      smarthost(notifyd::smarthost(settings)),
      next_server(next_lmtp_server(settings)),
      mail_relay(make_relay()),
      runner(
          settings.sieve.programs.folder.empty()
              ? nullptr
              : std::make_unique<programs::Programs>(settings.sieve.programs, settings.server.hostname, log)),
      pipe(runner ? std::make_unique<programs::Pipe>(*runner, engine->blobs(), clock) : nullptr),
      deposit(deposit_parts(),
              {.sending = {.host = settings.server.hostname,
                           .may_send = !settings.smarthost.host.empty(),
                           .a_day = [this](const std::string& address) -> const filters::DailyLimits& {
                             return kinds.a_day(address);
                           },
                           .error_mail = settings.sieve.error_mail,
                           .report_from = settings.sieve.report_from},
               .items = settings.sieve.environment},
              good(filters::load_administrative(kinds.administrative_checker(),
                                                administrative_files(settings.sieve)))),
      imap_events(imap_event_parts()),
      users_http(settings.push.allow_private ? may_connect_anywhere : may_connect_to_public),
      admins_http(may_connect_anywhere),
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
    dispatcher = std::make_unique<dispatch::Dispatcher>(dispatch_loop, dispatch_surroundings(),
                                                        dispatch::read_settings(config), log);
  servers = std::make_unique<Servers>(server_parts(std::move(start.sockets)));
  if (settings.taps.empty()) return;
  tap_loop = loops.next();
  taps = std::make_unique<tap::Taps>(tap_loop, tap_surroundings(), settings.taps, log);
}

void Parts::settle_domains() {
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

}  // namespace notifyd
