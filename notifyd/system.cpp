// The life of the daemon: start, stop, reload.

#include "notifyd/system.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "net/task.hpp"
#include "notifyd/parts.hpp"

namespace notifyd {
namespace {

/// For what the notifier is sending when the sessions have used up the time for a stop.
constexpr auto last_sends = std::chrono::seconds(2);

}  // namespace

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

/// The servers first: what they still take in the notifier may send at once.
void System::stop() {
  const auto until = std::chrono::steady_clock::now() + parts_->settings.server.stop_patience;
  if (parts_->servers) parts_->servers->stop(parts_->settings.server.stop_patience);
  if (parts_->tapped.valid()) {
    parts_->taps->stop();
    parts_->tapped.get();
  }
  if (parts_->dispatched.valid()) {
    parts_->imap_events.stop();
    parts_->dispatcher->stop(std::max(until, std::chrono::steady_clock::now() + last_sends));
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
  auto scripts = filters::load_administrative(parts_->kinds.administrative_checker(),
                                              administrative_files(parts_->settings.sieve));
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
