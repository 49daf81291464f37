// A process that is killed under load: what it had answered is there, once, and the store is sound.

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/sqlite_engine.hpp"

namespace tests {
namespace {

/// Delivers without end, and writes a line to `out` for each answer. Runs in a process of its own.
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
      const auto line = name + "\n";
      if (!done || write(out_, line.data(), line.size()) < 0) _exit(1);
      if (i % 7 == 0) engine_tidy();
    }
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
  std::multiset<std::string> answered;

  /// Kills a victim after `patience`, and remembers what it had answered.
  void kill_one(mail::AccountId account, int incarnation, std::chrono::milliseconds patience) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      Victim(folder.path() / "store", ends[1], incarnation).run(account);
    }
    close(ends[1]);
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string lines;
    std::array<char, 65536> buffer{};
    bool killed = false;
    for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
      lines.append(buffer.data(), static_cast<std::size_t>(count));
      if (!killed && std::chrono::steady_clock::now() >= until) {
        ::kill(child, SIGKILL);
        killed = true;
      }
    }
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the victim ended by itself";
    for (std::size_t begin = 0, end = 0; (end = lines.find('\n', begin)) != std::string::npos;
         begin = end + 1)
      answered.insert(lines.substr(begin, end - begin));
  }
};

TEST_F(CrashTest, LosesNothingThatWasAnsweredAndStoresNothingTwice) {
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
  for (int incarnation = 0; incarnation < least || (answered.size() <= 50 && incarnation < most);
       ++incarnation)
    kill_one(alice, incarnation, std::chrono::milliseconds(20 + random() % 300));
  ASSERT_GT(answered.size(), 50U);
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
    std::size_t missing = 0;
    for (const auto& name : answered) missing += stored.contains(name) ? 0 : 1;
    EXPECT_EQ(missing, 0U);
  });
}

}  // namespace
}  // namespace tests
