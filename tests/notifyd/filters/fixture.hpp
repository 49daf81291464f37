// A deposit on the real store in a temporary folder, and words to send and to look.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "net/loops.hpp"
#include "notifyd/filters/delivery.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "tests/support/turnable_clock.hpp"

namespace notifyd::filters {

class DepositTest : public testing::Test {
 protected:
  void SetUp() override {
    store::sqlite::EngineOptions options;
    options.directory = folder.path() / "store";
    options.key_file = folder.path() / "key";
    options.runs_notifier = true;
    options.has_room = [] { return false; };  // rows wait to be claimed
    options.hooks.fault = [this](std::string_view step) { return fault ? fault(step) : std::nullopt; };
    engine = std::make_unique<store::sqlite::SqliteEngine>(options, clock, bus, loops.pool());
    alice = account("alice@example.org");
    open();
  }
  void TearDown() override {
    deposit.reset();
    engine.reset();
  }
  void open(Administrative administrative = {}, Hook::Send next = {}) {
    DepositParts parts{
        .store = engine->store(),
        .blobs = engine->blobs(),
        .engine_of = [this](const std::string&) -> const sieve::Engine& { return sieve_engine; },
        .clock = clock,
        .pool = loops.pool(),
        .is_tapped = [this](const std::string& address) { return tapped.contains(address); },
        .next = std::move(next)};
    deposit = std::make_unique<Deposit>(
        std::move(parts),
        DepositSettings{.sending = {.host = "mx.example", .may_send = true}, .items = items},
        std::move(administrative));
  }
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  mail::AccountId account(const std::string& address, base::ByteCount quota = 0) {
    return wait(engine->store().put_account({.address = address, .quota = quota})).value();
  }
  void script(mail::AccountId who, const std::string& text) {
    using Kind = store::ScriptChange::Kind;
    spare_script(who, "main", text);
    ASSERT_TRUE(wait(engine->store().put_script(who, {.kind = Kind::activate, .name = "main"}, {})));
  }
  /// One that is not active.
  void spare_script(mail::AccountId who, const std::string& name, const std::string& text) {
    using Kind = store::ScriptChange::Kind;
    ASSERT_TRUE(wait(engine->store().put_script(who, {.kind = Kind::put, .name = name, .text = text}, {})));
  }
  std::vector<base::Result<store::smtp::Receipt>> send(const std::vector<std::string>& to,
                                                       const std::string& octets = some_mail) {
    mail::Envelope envelope;
    envelope.sender = {"boss", "example.com"};
    envelope.client_name = "client.example";
    envelope.id = "ID";
    envelope.received = clock.now();
    envelope.smtputf8 = smtputf8;
    for (const auto& address : to)
      envelope.recipients.push_back({.address = mail::parse_address(address).value()});
    return wait(deposit->deliver(std::move(envelope), mail::Message(octets)));
  }
  std::vector<store::Message> messages(mail::AccountId who, const std::string& name) {
    const auto view = wait(engine->store().mailbox(who, name));
    if (!view) return {};
    return wait(engine->store().messages(who, view->mailbox.id, mail::UidSet::all())).value();
  }
  std::string trace(mail::AccountId who) {
    const auto head = wait(engine->store().heads({who})).value().at(0);
    std::string text;
    for (std::uint64_t modseq = 1; modseq <= head.value; ++modseq)
      if (const auto steps = wait(engine->store().trace(who, mail::ModSeq{modseq})))
        for (const auto& step : *steps) text += step.stage + ": " + step.text + "\n";
    return text;
  }
  std::optional<base::Errc> refused(const std::string& address) {
    const auto answer = wait(deposit->resolve(mail::parse_address(address).value()));
    return answer ? std::nullopt : std::optional(answer.error().code);
  }

  static constexpr const char* some_mail = "Subject: hi\r\n\r\nhello\r\n";
  base::TemporaryFolder folder;
  tests::TurnableClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 2};
  sieve::Engine sieve_engine;
  bool smtputf8 = false;            ///< of what send() sends
  sieve::Environment::Items items;  ///< of the site, from the next open()
  std::set<std::string> tapped;     ///< addresses of accounts that are watched on another server
  std::function<std::optional<base::Error>(std::string_view)> fault;
  std::unique_ptr<store::sqlite::SqliteEngine> engine;
  std::unique_ptr<Deposit> deposit;
  mail::AccountId alice;
};

}  // namespace notifyd::filters
