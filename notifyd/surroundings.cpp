// What each part of the daemon is given of the others. Functions stand where a low room needs a high one.

#include <functional>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "notifyd/filters/online.hpp"
#include "notifyd/parts.hpp"
#include "notifyd/vapid_keys.hpp"
#include "wire/imap/search.hpp"

namespace notifyd {
namespace {

/// What the hook and the relay are built with.
std::function<net::Task<std::vector<client::SmtpResult>>(client::SmtpMail)> sender(NextHop& hop) {
  return [&hop](client::SmtpMail mail) { return hop.send(std::move(mail)); };
}

/// Empty without a runner.
std::function<net::Task<std::optional<std::string>>(sieve::ProgramRun)> run_programs(
    programs::Programs* runner) {
  if (runner == nullptr) return {};
  return [runner](sieve::ProgramRun asked) { return runner->answer(std::move(asked)); };
}

double chance() {
  return static_cast<double>(base::random_below(1'000'000)) / 1e6;
}

base::Counter& script_failures(base::Metrics& metrics) {
  return metrics.counter(
      "script_failures_total",
      "Deliveries, IMAP events and messages of watched mailboxes over which the owner's script "
      "failed");
}

}  // namespace

void Parts::offer(std::vector<store::Item> items) {
  if (dispatcher) dispatcher->offer(std::move(items));
}

net::Task<std::string> Parts::online(mail::AccountId account, std::string device) {
  return filters::online(engine->store(), *presence, account, std::move(device));
}

store::sqlite::EngineOptions Parts::engine_options(std::function<void()> broken) {
  store::sqlite::EngineOptions options;
  options.directory = settings.server.data_dir / "store";
  options.key_file = settings.server.data_dir / "secrets.key";
  options.runs_notifier = roles == Roles::all && settings.push.on;
  options.has_room = [this] { return dispatcher && dispatcher->has_room(); };
  options.on_due = [this] {
    if (dispatcher) dispatcher->poke();
  };
  options.erase_within = settings.retention.erase_within;
  options.event_retention = settings.retention.events;
  options.trace_retention = settings.retention.traces;
  options.durable = settings.server.durable;
  if (!options.durable) log.warn("not_durable", {{"why", "NOTIFYD_TEST_NO_SYNC: a power cut loses mail"}});
  options.on_broken = [broken = std::move(broken), to = log](const std::string& why) {
    to.error("store_broken", {{"why", why}});
    broken();
  };
  options.log = log;
  return options;
}

std::vector<store::auth::PasswordSource*> Parts::password_sources() {
  std::vector<store::auth::PasswordSource*> sources{&own_passwords};
  if (passwd_file) sources.push_back(passwd_file.get());
  return sources;
}

filters::DepositParts Parts::deposit_parts() {
  return {.store = engine->store(),
          .blobs = engine->blobs(),
          .engine_of = [this](const std::string& address) -> const sieve::Engine& {
            return kinds.runner(address);
          },
          .clock = clock,
          .pool = loops.pool(),
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .online = [this](mail::AccountId account,
                           std::string device) { return online(account, std::move(device)); },
          .programs = run_programs(runner.get()),
          .is_tapped = [this](const std::string& address) { return kinds.is_tapped(address); },
          .next = next_server ? sender(*next_server) : filters::Hook::Send(),
          .failures = &script_failures(metrics),
          .log = log};
}

filters::ImapEventParts Parts::imap_event_parts() {
  return {.chain = deposit.chain(),
          .store = engine->store(),
          .blobs = engine->blobs(),
          .is_on = [this](const std::string& address) { return kinds.runs_imap_events(address); },
          .clock = clock,
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .failures = &script_failures(metrics),
          .log = log};
}

std::unique_ptr<relay::Relay> Parts::make_relay() {
  if (!smarthost) return nullptr;
  return std::make_unique<relay::Relay>(
      sender(*smarthost), engine->blobs(), clock,
      relay::RelaySettings{.host = settings.server.hostname, .next_host = settings.smarthost.host}, log);
}

connectors::Context Parts::connector_context() {
  return {.to_user =
              [this](net::HttpRequest request) {
                request.ca_file = settings.push.ca_file;
                return users_http.send(std::move(request));
              },
          .to_admin = [this](net::HttpRequest request) { return admins_http.send(std::move(request)); },
          .clock = clock,
          .allow_http = settings.push.allow_private,
          .vapid_keys = vapid_keys};
}

dispatch::Surroundings Parts::dispatch_surroundings() {
  return {
      .sources = {.store = engine->store(), .blobs = engine->blobs(), .presence = *presence, .clock = clock},
      .outbox = engine->outbox(),
      .channels = channels,
      .uri_channels = settings.sieve.notify.channels,
      .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
      .relay = mail_relay
                   ? dispatch::Worker([this](store::Item item) { return mail_relay->send(std::move(item)); })
                   : dispatch::Worker(),
      .pipe = pipe ? dispatch::Worker([this](store::Item item) { return pipe->run(std::move(item)); })
                   : dispatch::Worker(),
      .script = [this](store::Item item) { return imap_events.run(std::move(item)); },
      .chance = chance,
      .metrics = &metrics};
}

tap::Surroundings Parts::tap_surroundings() {
  return {.store = engine->store(),
          .blobs = engine->blobs(),
          .clock = clock,
          .engine_of = [this](const std::string& address) -> const sieve::Engine& {
            return kinds.runner(address);
          },
          .metrics = metrics,
          .pool = loops.pool(),
          .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .online = [this](mail::AccountId account,
                           std::string device) { return online(account, std::move(device)); },
          .chance = chance,
          .a_day = [this](const std::string& address) -> const filters::DailyLimits& {
            return kinds.a_day(address);
          },
          .items = settings.sieve.environment,
          .failures = &script_failures(metrics)};
}

ServerParts Parts::server_parts(std::vector<net::ActivatedSocket> sockets) {
  return {.settings = settings,
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
          .sockets = std::move(sockets),
          .leased = [this](std::vector<store::Item> items) { offer(std::move(items)); },
          .log = log};
}

ApiParts Parts::api_parts() {
  return {.engine = *engine,
          .clock = clock,
          .loops = loops,
          .brake = brake,
          .kinds = kinds,
          .channels = channels,
          .presence = *presence,
          .vapid_public_key = vapid_public_key(vapid_keys),
          .script_limits = script_limits(settings),
          .list_limits = {.lists = settings.sieve.lists, .entries = settings.sieve.list_entries},
          .taps = [this] { return taps ? taps->status() : tap::not_running(settings.taps); },
          .poke =
              [this] {
                if (dispatcher) dispatcher->poke();
              }};
}

}  // namespace notifyd
