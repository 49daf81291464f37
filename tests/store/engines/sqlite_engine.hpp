// An engine of its own for tests of what only SQLite and segment files have.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/body.hpp"
#include "base/folder.hpp"
#include "net/loops.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "tests/support/turnable_clock.hpp"

namespace tests {

class SqliteEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    options.directory = folder.path() / "store";
    options.key_file = folder.path() / "key";
    open();
  }
  void open() {
    engine.reset();
    engine = std::make_unique<store::sqlite::SqliteEngine>(options, clock, bus, loops.pool());
  }
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  mail::AccountId account(const std::string& address) {
    return wait(engine->store().put_account({.address = address})).value();
  }
  base::Result<store::Delivered> deliver(mail::AccountId to, std::string octets, std::string key = "") {
    const auto size = octets.size();
    auto ref = wait(engine->blobs().put(base::Body(std::move(octets))));
    if (!ref) return ref.error();
    store::Deliver delivery{.account = to, .dedup_key = std::move(key), .body = *ref, .body_size = size};
    delivery.targets.push_back({.mailbox = "INBOX"});
    return wait(engine->store().deliver(std::move(delivery)));
  }
  std::vector<store::Message> messages(mail::AccountId who) {
    const auto view = wait(engine->store().mailbox(who, "INBOX")).value();
    return wait(engine->store().messages(who, view.mailbox.id, mail::UidSet::all())).value();
  }
  std::string octets(const store::BlobRef& ref) {
    return std::string(wait(engine->blobs().get(ref, {})).value().view());
  }
  void expunge(mail::AccountId who, const mail::UidSet& uids) {
    const auto inbox = wait(engine->store().mailbox(who, "INBOX")).value().mailbox.id;
    const mail::Flags deleted(mail::Flags::deleted);
    std::ignore = wait(engine->store().mutate(
        who, store::StoreFlags{inbox, uids, store::StoreFlags::Mode::add, deleted, {}}, ""));
    std::ignore = wait(engine->store().mutate(who, store::Expunge{inbox}, ""));
  }
  /// All that lies in the folder of the store, in one string.
  std::string everything_in(const std::filesystem::path& place) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place))
      if (entry.is_regular_file()) all += base::read_file(entry.path());
    return all;
  }

  base::TemporaryFolder folder;
  TurnableClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 2};
  store::sqlite::EngineOptions options;
  std::unique_ptr<store::sqlite::SqliteEngine> engine;
};

}  // namespace tests
