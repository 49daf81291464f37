// A notifier under test: the real store on tmpfs, a channel that answers what it is told to, and words for
// both.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/dispatch/dispatcher.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "tests/support/happenings.hpp"
#include "tests/support/turnable_clock.hpp"
#include "wire/imap/search.hpp"

namespace notifyd::dispatch {

using connectors::Notification;
using connectors::Outcome;

using tests::Happenings;

/// Records what is sent. Answers `answers[device]`, else delivered; a device that sticks gets no answer until
/// it no longer does, or all are released.
class FakeChannel final : public connectors::Channel {
 public:
  explicit FakeChannel(Happenings& happenings) : happenings_(happenings) {}

  base::Result<connectors::Target> admit(connectors::Target target) const override { return target; }
  std::string destination(const connectors::Target& target) const override {
    ++looked_up;
    happenings_.tell();
    return target.address;
  }
  net::Task<Outcome> send(Notification notification) override {
    const auto name = notification.device;
    {
      const std::lock_guard lock(mutex_);
      sent_.push_back(std::move(notification));
    }
    happenings_.tell();
    while (is_stuck(name))
      co_await released_.wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(name);
    co_return found == answers_.end() ? Outcome{.verdict = Outcome::delivered, .reason = "taken"}
                                      : found->second;
  }

  void answer(const std::string& device, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    answers_[device] = std::move(outcome);
  }
  void stick(const std::string& device, bool stuck) {
    const std::lock_guard lock(mutex_);
    stuck_[device] = stuck;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    stuck_.clear();
  }
  mutable std::atomic<std::size_t> looked_up{0};  ///< destinations, one for each push that is handed over

  std::vector<Notification> sent(const std::string& device) {
    const std::lock_guard lock(mutex_);
    std::vector<Notification> to_it;
    std::ranges::copy_if(sent_, std::back_inserter(to_it),
                         [&](const auto& one) { return one.device == device; });
    return to_it;
  }

 private:
  bool is_stuck(const std::string& device) {
    const std::lock_guard lock(mutex_);
    return stuck_[device];
  }

  Happenings& happenings_;
  net::Signal released_;
  std::mutex mutex_;
  std::vector<Notification> sent_;
  std::map<std::string, Outcome> answers_;
  std::map<std::string, bool> stuck_;
};

/// The engine's outbox, watched: it tells when something was settled, and fails when told to.
class WatchedOutbox final : public store::Outbox {
 public:
  WatchedOutbox(store::Outbox& outbox, Happenings& happenings) : outbox_(outbox), happenings_(happenings) {}

  store::Answer<std::vector<store::Item>> claim(std::size_t max, std::chrono::milliseconds lease) override {
    return outbox_.claim(max, lease);
  }
  store::Answer<std::vector<store::Ticket>> renew(std::vector<store::Ticket> tickets,
                                                  std::chrono::milliseconds lease) override {
    return outbox_.renew(std::move(tickets), lease);
  }
  store::Answer<std::size_t> settle(std::vector<store::Settled> settled) override {
    const auto given = settled.size();
    auto held = co_await outbox_.settle(std::move(settled));
    const std::size_t done = held ? *held : 0;
    refused += given - done;
    settled_rows += done;
    ++batches;
    happenings_.tell();
    co_return held;
  }
  store::Answer<std::vector<store::DeadLetter>> dead_letters(std::int64_t before,
                                                             std::size_t limit) override {
    return outbox_.dead_letters(before, limit);
  }
  store::Answer<std::monostate> revive(std::int64_t id) override { return outbox_.revive(id); }
  store::Answer<std::monostate> drop(std::int64_t id) override { return outbox_.drop(id); }
  store::Answer<std::vector<store::QueuedMail>> mails(std::int64_t before, std::size_t limit) override {
    return outbox_.mails(before, limit);
  }
  store::Answer<std::monostate> hasten_mail(std::int64_t id) override { return outbox_.hasten_mail(id); }
  store::Answer<std::monostate> drop_mail(std::int64_t id) override { return outbox_.drop_mail(id); }
  store::Answer<store::OutboxStats> stats() override { return outbox_.stats(); }
  store::Answer<std::optional<base::Time>> next_due() override {
    auto due = co_await outbox_.next_due();
    ++looks;
    happenings_.tell();
    co_return due;
  }

  std::atomic<std::size_t> settled_rows{0};
  std::atomic<std::size_t> refused{0};
  std::atomic<std::size_t> batches{0};
  std::atomic<std::size_t> looks{0};  ///< times that the notifier asked what is due next

 private:
  store::Outbox& outbox_;
  Happenings& happenings_;
};

class NotifierTest : public testing::Test {
 protected:
  NotifierTest() {
    auto channel_made = std::make_unique<FakeChannel>(happenings);
    channel = channel_made.get();
    channels.emplace("webhook", std::move(channel_made));
    settings.gather = std::chrono::milliseconds(300);
    alice = wait(engine.store().put_account({.address = "alice@example.org"})).value();
  }
  /// Nothing that a failed test left stuck outlives the channel.
  void TearDown() override {
    channel->release();
    stop();
  }

  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.next(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }

  void start() {
    Surroundings surroundings{
        .sources = {.store = engine.store(), .blobs = engine.blobs(), .presence = *presence, .clock = clock},
        .outbox = outbox,
        .channels = channels,
        .uri_channels = uri_channels,
        .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
        .relay = relay,
        .pipe = pipe,
        .script = script,
        .chance = [] { return 0.5; }};
    notifier = std::make_unique<Dispatcher>(loops.first(), std::move(surroundings), settings, base::Log());
    running = std::thread([this] { net::run_blocking(loops.first(), [this] { return notifier->run(); }); });
  }
  void stop() {
    if (!running.joinable()) return;
    notifier->stop(std::chrono::steady_clock::now() + std::chrono::seconds(30));
    running.join();
  }

  mail::DeviceId device(store::Device device) {
    device.account = alice;
    if (!device.channel)
      device.channel = store::Channel{.kind = "webhook",
                                      .address = "https://" + device.name + ".example/",
                                      .secret = "whsec_x",
                                      .extra = ""};
    return wait(engine.store().put_device(device)).value();
  }
  mail::DeviceId device(const std::string& name) { return device(store::Device{.name = name}); }
  store::Device device_called(const std::string& name) {
    for (const auto& device : wait(engine.store().devices(alice)).value())
      if (device.name == name) return device;
    ADD_FAILURE() << "no device " << name;
    return {};
  }

  /// Delivers to INBOX and hands the row to the notifier, as the wiring does.
  mail::ModSeq deliver(std::vector<store::DeviceNotify> notifies = {}) {
    const std::string octets = "From: Bob <bob@example.org>\r\nSubject: " + subject + "\r\n\r\nThe text.\r\n";
    store::Deliver delivery{.account = alice};
    delivery.targets.push_back({.mailbox = mailbox});
    delivery.body = wait(engine.blobs().put(base::Body(octets))).value();
    delivery.body_size = octets.size();
    delivery.received = clock.now();
    delivery.log_id = "log-1";
    delivery.notifies = std::move(notifies);
    auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
    if (notifier) notifier->offer(std::move(delivered.leased));
    return delivered.modseq;
  }
  /// Lets time pass, and the notifier look.
  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    notifier->poke();
  }
  /// What the notifier's loop has to do at once is done afterwards.
  void let_the_loop_turn() {
    for (int i = 0; i < 50; ++i) net::run_blocking(loops.first(), []() -> net::Task<> { co_return; });
  }
  bool settled(std::size_t rows) {
    return happenings.until([&] { return outbox.settled_rows + outbox.refused >= rows; });
  }
  bool pushed(const std::string& name, std::size_t times) {
    return happenings.until([&] { return channel->sent(name).size() >= times; });
  }
  store::OutboxStats stats() { return wait(engine.outbox().stats()).value(); }
  std::vector<store::DeadLetter> dead_letters() {
    return wait(engine.outbox().dead_letters(INT64_MAX, 100)).value();
  }
  /// The trace of one device, a line a step.
  std::string trace(mail::ModSeq modseq, const std::string& name) {
    std::string lines;
    for (const auto& step : wait(engine.store().trace(alice, modseq)).value())
      if (step.device == name) lines += step.stage + ": " + step.text + "\n";
    return lines;
  }

  tests::TurnableClock clock;
  base::TemporaryFolder folder;
  net::Loops loops{2, 2};
  store::InProcessBus bus;
  Happenings happenings;
  Settings settings;
  bool fast_lane = true;
  std::unique_ptr<Dispatcher> notifier;
  store::sqlite::SqliteEngine engine{
      {.directory = folder.path() / "store",
       .key_file = folder.path() / "key",
       .runs_notifier = true,
       .has_room = [this] { return fast_lane && notifier && notifier->has_room(); }},
      clock,
      bus,
      loops.pool()};
  std::unique_ptr<store::Presence> presence = store::make_presence(clock);
  WatchedOutbox outbox{engine.outbox(), happenings};
  connectors::Channels channels;
  std::map<std::string, std::string> uri_channels;
  FakeChannel* channel = nullptr;
  Worker relay;
  Worker pipe;
  Worker script;
  mail::AccountId alice;
  std::string subject = "hello";
  std::string mailbox = "INBOX";
  std::thread running;
};

}  // namespace notifyd::dispatch
