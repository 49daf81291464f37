// Measures store: durable deliveries per second through the seam, at several numbers of submitters.
//
// usage: bench_store [FOLDER] [SECONDS] [BODY_OCTETS]. FOLDER lies on a real disk: a tmpfs syncs nothing.
// Prints one JSON line for each number of submitters. Each submitter puts a body and delivers it to an
// account of its own, over and over; a settler works the outbox off beside them when every account has a
// device (WANTS=1).

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "net/loops.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Rig {
  base::SystemClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 4};
  store::sqlite::SqliteEngine engine;
  explicit Rig(const std::filesystem::path& folder)
      : engine({.directory = folder,
                .key_file = folder / "key",
                .runs_notifier = true,
                .has_room = [] { return true; }},
               clock, bus, loops.pool()) {}
};

struct Outcome {
  std::size_t delivered = 0;
  std::vector<double> milliseconds;
};

net::Task<> submit(Rig& rig, mail::AccountId account, std::size_t size, Clock::time_point until,
                   Outcome& outcome) {
  while (Clock::now() < until) {
    const auto begin = Clock::now();
    base::Body body(std::string(size, 'x'));
    auto ref = co_await rig.engine.blobs().put(std::move(body));
    store::Deliver delivery{
        .account = account,
        .dedup_key = std::to_string(account.value) + "/" + std::to_string(outcome.delivered)};
    delivery.targets.push_back({.mailbox = "INBOX"});
    delivery.body = ref.value();
    delivery.body_size = size;
    delivery.prefix = std::string(300, 'p');
    delivery.received = rig.clock.now();
    const auto key = delivery.dedup_key;
    auto delivered = co_await rig.engine.store().deliver(std::move(delivery));
    co_await rig.engine.store().release(key);
    if (!delivered) std::abort();
    std::vector<store::Settled> settled;
    for (const auto& item : delivered->leased)
      settled.push_back({.ticket = item.ticket, .verdict = store::Done{}});
    ++outcome.delivered;
    outcome.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    if (!settled.empty()) {
      auto done = co_await rig.engine.outbox().settle(std::move(settled));
      if (!done) std::abort();
    }
  }
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(Rig& rig, std::size_t submitters, std::size_t size, std::chrono::seconds length) {
  std::vector<mail::AccountId> accounts;
  for (std::size_t i = 0; i < submitters; ++i) {
    net::run_blocking(rig.loops.first(), [&]() -> net::Task<> {
      store::Account account{.address =
                                 std::to_string(submitters) + "-" + std::to_string(i) + "@example.org"};
      auto id = co_await rig.engine.store().put_account(std::move(account));
      accounts.push_back(id.value());
      store::Device device{
          .account = id.value(), .name = "phone", .channel = store::Channel{"webhook", "u", "s", ""}};
      if (std::getenv("WANTS")) {
        auto put = co_await rig.engine.store().put_device(std::move(device));
        if (!put) std::abort();
      }
    });
  }
  std::vector<Outcome> outcomes(submitters);
  const auto begin = Clock::now();
  const auto cpu = cpu_seconds();
  std::vector<std::future<void>> running;
  for (std::size_t i = 0; i < submitters; ++i)
    running.push_back(boost::asio::co_spawn(rig.loops.next(),
                                            submit(rig, accounts[i], size, begin + length, outcomes[i]),
                                            boost::asio::use_future));
  for (auto& one : running) one.get();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const double used = cpu_seconds() - cpu;
  std::size_t delivered = 0;
  std::vector<double> all;
  for (const auto& outcome : outcomes) {
    delivered += outcome.delivered;
    all.insert(all.end(), outcome.milliseconds.begin(), outcome.milliseconds.end());
  }
  std::sort(all.begin(), all.end());
  const auto at = [&](double part) {
    return all.at(static_cast<std::size_t>(static_cast<double>(all.size() - 1) * part));
  };
  std::printf(
      "{\"bench\":\"store_deliver\",\"submitters\":%zu,\"body_octets\":%zu,\"per_second\":%.0f,\"p50_ms\":%."
      "2f,"
      "\"p99_ms\":%.2f,\"max_ms\":%.1f,\"cpu_us_each\":%.0f}\n",
      submitters, size, static_cast<double>(delivered) / seconds, at(0.5), at(0.99), at(1.0),
      used * 1e6 / static_cast<double>(delivered));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path parent = argc > 1 ? argv[1] : "/var/tmp";
  const std::chrono::seconds length(argc > 2 ? std::atoi(argv[2]) : 5);
  const std::size_t size = argc > 3 ? static_cast<std::size_t>(std::atol(argv[3])) : 4096;
  const auto folder = parent / ("bench_store." + std::to_string(getpid()));
  {
    Rig rig(folder);
    for (const std::size_t submitters : {1U, 8U, 32U, 128U}) measure(rig, submitters, size, length);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
