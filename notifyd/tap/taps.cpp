// The tap role: a watch for each foreign account, on one loop.

#include "notifyd/tap/taps.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace notifyd::tap {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t logins_at_once = 16;
constexpr auto farewell = std::chrono::seconds(5);  // for LOGOUT and what is being committed
constexpr auto last_words = std::chrono::seconds(1);

std::unique_ptr<net::TlsContext> tls_for(const TapSettings& settings) {
  return settings.tls == "never" ? nullptr : net::TlsContext::client(settings.ca_file);
}

}  // namespace

std::vector<Status> not_running(const std::vector<TapSettings>& taps) {
  std::vector<Status> lines;
  for (const auto& settings : taps)
    for (const auto& account : settings.accounts)
      lines.push_back(
          {.tap = settings.name, .account = account, .state = "not running", .reason = {}, .since = {}});
  return lines;
}

Taps::Taps(boost::asio::any_io_executor loop, Surroundings surroundings, std::vector<TapSettings> taps,
           const base::Log& log)
    : loop_(std::move(loop)),
      around_(std::move(surroundings)),
      log_(log),
      common_(around_, logins_at_once),
      group_(loop_,
             [this](const std::exception_ptr& failure) {
               log_.error("tap_ended", {{"reason", net::text_of(failure)}});
             }),
      bell_(std::make_shared<net::Bell>()) {
  for (TapSettings& settings : taps) {
    auto tls = tls_for(settings);
    const Foreign& server = servers_.emplace_back(Foreign{std::move(settings), std::move(tls)});
    for (const std::string& account : server.settings.accounts)
      watches_.emplace_back(common_, server, account, log_);
  }
  around_.metrics.gauge("tap_connected_accounts", "Foreign accounts that are being watched now",
                        [connected = common_.connected] { return static_cast<double>(connected->load()); });
}

net::Task<> Taps::run() {
  bell_->wake = [this] { stopped_.notify(); };
  for (Watch& watch : watches_) group_.start(watch.run());
  while (!stopping_) co_await stopped_.wait();
  for (Watch& watch : watches_) watch.stop();
  co_await group_.joined_until(steady_clock::now() + farewell);
  for (Watch& watch : watches_) watch.cut();
  co_await group_.joined_until(steady_clock::now() + last_words);
  bell_->wake = {};
}

void Taps::stop() {
  stopping_ = true;
  net::ring(loop_, bell_, 1);
}

}  // namespace notifyd::tap
