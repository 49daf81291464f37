// A process that is killed under load: what it had answered is there, once, and the store is sound.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <random>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/sqlite_engine.hpp"

namespace tests {
namespace {

/// Delivers without end, expunges half of it again and compacts. Writes a line to `out` for each answer:
/// "+name" stored, "-name" expunged, and "?name" before it asks for that. Runs in a process of its own.
class Victim {
 public:
  Victim(const std::filesystem::path& folder, int out, int incarnation)
      : out_(out), incarnation_(incarnation), engine_(options(folder), clock_, bus_, loops_.pool()) {}

  [[noreturn]] void run(mail::AccountId account) {
    for (int worker = 0; worker < 8; ++worker)
      boost::asio::co_spawn(loops_.next(), deliver(account, worker), boost::asio::use_future)
          .wait_for(std::chrono::seconds(0));
    for (;;) {
      pause();
    }
  }

 private:
  static store::sqlite::EngineOptions options(const std::filesystem::path& folder) {
    store::sqlite::EngineOptions options{.directory = folder, .key_file = folder / "key"};
    options.segment_size = 50'000;
    return options;
  }
  net::Task<> deliver(mail::AccountId account, int worker) {
    for (int i = 0;; ++i) {
      const auto name = std::to_string(incarnation_) + "." + std::to_string(worker) + "." + std::to_string(i);
      base::Body body(name + std::string(500, '.'));
      auto ref = co_await engine_.blobs().put(std::move(body));
      store::Deliver delivery{
          .account = account, .dedup_key = name, .body = ref.value(), .body_size = name.size() + 500};
      delivery.targets.push_back({.mailbox = "INBOX"});
      auto done = co_await engine_.store().deliver(std::move(delivery));
      if (!done) _exit(1);
      say("+" + name);
      if (i % 2 == 0) co_await expunge(account, name, done->placed.at(0));
      if (i % 7 == 0) engine_tidy();
    }
  }
  net::Task<> expunge(mail::AccountId account, std::string name, store::Placed where) {
    say("?" + name);
    const mail::Flags deleted(mail::Flags::deleted);
    auto marked = co_await engine_.store().mutate(
        account,
        store::StoreFlags{
            where.mailbox_id, mail::UidSet(where.uid), store::StoreFlags::Mode::add, deleted, {}},
        "");
    auto expunged = co_await engine_.store().mutate(account, store::Expunge{where.mailbox_id}, "");
    if (!marked || !expunged) _exit(1);
    say("-" + name);
  }
  void say(std::string line) {
    line += '\n';
    if (write(out_, line.data(), line.size()) < 0) _exit(1);
  }
  void engine_tidy() {
    if (!tidying_.exchange(true)) {
      engine_.tidy();
      tidying_ = false;
    }
  }

  int out_;
  int incarnation_;
  base::SystemClock clock_;
  store::InProcessBus bus_;
  net::Loops loops_{2, 2};
  std::atomic<bool> tidying_{false};
  store::sqlite::SqliteEngine engine_;
};

class CrashTest : public testing::Test {
 protected:
  base::TemporaryFolder folder;
  std::mt19937 random{std::random_device{}()};
  std::map<char, std::set<std::string>> said;  ///< by the first character of the line

  /// Kills a victim after `patience`, and remembers what it had said.
  void kill_one(mail::AccountId account, int incarnation, std::chrono::milliseconds patience) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      Victim(folder.path() / "store", ends[1], incarnation).run(account);
    }
    close(ends[1]);
    // The time counts from its first word, since a loaded machine may take long to start it.
    pollfd first{.fd = ends[0], .events = POLLIN, .revents = 0};
    const bool works = poll(&first, 1, 60'000) == 1;
    std::thread killer([&] {
      if (works) std::this_thread::sleep_for(patience);
      ::kill(child, SIGKILL);  // a child that ended by itself keeps its number until it is waited for
    });
    std::string lines;
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;)
      lines.append(buffer.data(), static_cast<std::size_t>(count));
    killer.join();
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(works) << "the victim did nothing";
    ASSERT_TRUE(WIFSIGNALED(status)) << "the victim ended by itself";
    for (std::size_t begin = 0, end = 0; (end = lines.find('\n', begin)) != std::string::npos;
         begin = end + 1)
      said[lines[begin]].insert(lines.substr(begin + 1, end - begin - 1));
  }
};

TEST_F(CrashTest, LosesNothingThatWasAnsweredStoresNothingTwiceAndBringsNothingBack) {
  mail::AccountId alice;
  const auto with_engine = [&](auto look) {
    base::SystemClock clock;
    store::InProcessBus bus;
    net::Loops loops{1, 2};
    store::sqlite::SqliteEngine engine(
        {.directory = folder.path() / "store", .key_file = folder.path() / "store" / "key"}, clock, bus,
        loops.pool());
    look(engine, loops);
  };
  with_engine([&](store::sqlite::SqliteEngine& engine, net::Loops& loops) {
    net::run_blocking(loops.first(), [&]() -> net::Task<> {
      store::Account account{.address = "alice@example.org"};
      auto made = co_await engine.store().put_account(std::move(account));
      alice = made.value();
    });
  });
  constexpr int least = 6;
  constexpr int most = 60;  // on a machine that is slow today
  for (int incarnation = 0; incarnation < least || (said['+'].size() <= 50 && incarnation < most);
       ++incarnation)
    kill_one(alice, incarnation, std::chrono::milliseconds(20 + random() % 300));
  ASSERT_GT(said['+'].size(), 50U);
  with_engine([&](store::sqlite::SqliteEngine& engine, net::Loops& loops) {
    EXPECT_EQ(engine.check(), std::vector<std::string>{});
    std::map<std::string, int> stored;
    net::run_blocking(loops.first(), [&]() -> net::Task<> {
      auto view = co_await engine.store().mailbox(alice, "INBOX");
      auto found = co_await engine.store().messages(alice, view.value().mailbox.id, mail::UidSet::all());
      for (const auto& message : found.value()) {
        auto body = co_await engine.blobs().get(message.body, {});
        const std::string octets(body.value().view());
        ++stored[octets.substr(0, octets.find(".."))];
      }
    });
    for (const auto& [name, times] : stored) EXPECT_EQ(times, 1) << name;
    const auto is_stored = [&](const auto& name) { return stored.contains(name); };
    const auto is_missing = [&](const auto& name) { return !is_stored(name) && !said['?'].contains(name); };
    EXPECT_EQ(std::ranges::count_if(said['+'], is_missing), 0);
    EXPECT_EQ(std::ranges::count_if(said['-'], is_stored), 0);
    EXPECT_FALSE(said['-'].empty());
  });
}

}  // namespace
}  // namespace tests
