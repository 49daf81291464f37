// What the HTTP API's routes work on, put together from the parts of the daemon.

#include "notifyd/api_services.hpp"

#include "base/text.hpp"
#include "net/on.hpp"
#include "notifyd/dispatch/content.hpp"
#include "notifyd/dispatch/today.hpp"
#include "wire/imap/search.hpp"

namespace notifyd {
namespace {

base::Result<store::Channel> admit(const connectors::Channels& channels, const std::string& kind,
                                   const connectors::Members& members) {
  const auto found = channels.find(kind);
  if (found == channels.end()) {
    std::vector<std::string> kinds;
    for (const auto& [each, connector] : channels) kinds.push_back(each);
    return base::fail(base::Errc::unsupported,
                      "channel.kind: this server has " + base::text::join(kinds, ", "));
  }
  auto asked = connectors::target_of(kind, members);
  if (!asked) return asked.error();
  auto target = found->second->admit(std::move(*asked));
  if (!target) return target.error();
  return store::Channel{
      .kind = target->kind, .address = target->address, .secret = target->secret, .extra = target->extra};
}

net::Task<base::Result<std::string>> push_test(const connectors::Channels& channels, const base::Clock& clock,
                                               store::Account account, store::Device device) {
  const auto found = channels.find(device.channel->kind);
  if (found == channels.end())
    co_return base::fail(base::Errc::unsupported, "there is no connector for it any more");
  auto notification = dispatch::test_notification(account, device, clock.now());
  const auto outcome = co_await found->second->send(std::move(notification));
  if (outcome.verdict == connectors::Outcome::delivered) co_return outcome.reason;
  co_return base::fail(base::Errc::try_later, outcome.reason);
}

base::Result<std::vector<std::string>> check_script(const sieve::Engine& engine, std::string_view script) {
  const auto checked = engine.check(script);
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
  for (const auto& fault : checked.faults)
    (fault.severity == sieve::Fault::Severity::error ? errors : warnings)
        .push_back(sieve::on_one_line(fault));
  if (!checked.program) return base::fail(base::Errc::syntax, base::text::join(errors, "\n"));
  return warnings;
}

net::Task<std::vector<std::string>> check_store(store::sqlite::SqliteEngine& engine,
                                                boost::asio::any_io_executor pool) {
  auto check = [&engine] { return engine.check(); };
  co_return co_await net::on(pool, std::move(check));
}

net::Task<base::Result<void>> back_up(store::sqlite::SqliteEngine& engine, boost::asio::any_io_executor pool,
                                      std::string folder) {
  auto copy = [&engine, &folder]() -> base::Result<void> {
    try {
      engine.back_up(folder);
      return {};
    } catch (const store::sqlite::CopyRefused& failure) {
      return base::fail(failure.code, failure.what());
    } catch (const std::system_error& failure) {
      const bool is_full = failure.code() == std::errc::no_space_on_device;
      return base::fail(is_full ? base::Errc::no_space : base::Errc::denied,
                        "the server could not write the copy: " + std::string(failure.what()));
    } catch (const std::runtime_error& failure) {
      return base::fail(base::Errc::unsupported, failure.what());
    }
  };
  co_return co_await net::on(pool, std::move(copy));
}

}  // namespace

api::Services api_services(ApiParts parts) {
  auto& engine = parts.engine;
  const dispatch::Sources sources{
      .store = engine.store(), .blobs = engine.blobs(), .presence = parts.presence, .clock = parts.clock};
  return {
      .store = engine.store(),
      .outbox = engine.outbox(),
      .clock = parts.clock,
      .pool = parts.loops.pool(),
      .check_lane = [&loops = parts.loops](std::string_view address) { return loops.lane(address); },
      .brake = parts.brake,
      .admit_channel = [&channels = parts.channels](
                           const std::string& kind,
                           const connectors::Members& members) { return admit(channels, kind, members); },
      .parse_filter = [](std::string_view text) { return wire::imap::parse_search(text); },
      .check_script = [&kinds = parts.kinds](
                          const std::string& address,
                          std::string_view script) { return check_script(kinds.checker(address), script); },
      .push_test =
          [&channels = parts.channels, &clock = parts.clock](store::Account account, store::Device device) {
            return push_test(channels, clock, std::move(account), std::move(device));
          },
      .evaluate_today =
          [sources](mail::AccountId account, mail::ModSeq modseq) {
            return dispatch::evaluate_today(
                sources, [](const std::string& text) { return wire::imap::parse_search(text); }, account,
                modseq);
          },
      .taps = parts.taps,
      .poke = parts.poke,
      .check_store = [&engine, pool = parts.loops.pool()] { return check_store(engine, pool); },
      .back_up = [&engine, pool = parts.loops.pool()](
                     std::string folder) { return back_up(engine, pool, std::move(folder)); },
      .vapid_key = parts.vapid_public_key,
      .script_limits = parts.script_limits,
      .list_limits = parts.list_limits};
}

}  // namespace notifyd
