// Loads any LMTP server: deliveries per second and how long each takes.
//
// usage: load_lmtp --port PORT [--connections 8] [--octets 4096] [--accounts 100] [--seconds 5]
//        [--first 1] [--messages N]
// Accounts are u0001@example.org ... in turn, beginning with number FIRST. Each connection has one message in
// flight; a time is from the envelope's first octet to the reply after the content. Prints one JSON line.

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "bench/support/lmtp.hpp"
#include "bench/support/report.hpp"

namespace {

using bench::Clock;

struct Load {
  std::size_t accounts, first;
  std::uint64_t limit;
  Clock::time_point until;
  std::uint64_t begun = 0;
  std::vector<double> milliseconds;
};

/// One connection and its message.
struct Worker {
  Worker(bench::Loop& loop, std::uint16_t port, std::size_t octets) : lmtp(loop, port), maker(octets) {}

  void next(Load& load) {
    const auto now = Clock::now();
    if (now >= load.until || load.begun >= load.limit) return;
    const auto number = load.begun++;
    const auto to = bench::account(load.first + number % load.accounts);
    lmtp.deliver(to, maker.make(number), [this, &load, now] {
      load.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - now).count());
      next(load);
    });
  }

  bench::Lmtp lmtp;
  bench::MessageMaker maker;
};

int run(int argc, char** argv) {
  const bench::Options options(argc, argv,
                               {"port", "connections", "octets", "accounts", "seconds", "first", "messages"});
  const auto octets = options.number("octets", 4096);
  bench::Loop loop;
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::uint64_t i = 0; i < options.number("connections", 8); ++i)
    workers.push_back(std::make_unique<Worker>(loop, options.port("port"), octets));
  const auto all_ready = [&] {
    return std::ranges::all_of(workers, [](const auto& worker) { return worker->lmtp.ready(); });
  };
  if (!loop.run_until(all_ready, std::chrono::seconds(30))) throw std::runtime_error("no greeting");
  const auto begin = Clock::now();
  const auto length =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.real("seconds", 5)));
  Load load{.accounts = options.number("accounts", 100),
            .first = options.number("first", 1),
            .limit = options.number("messages", UINT64_MAX),
            .until = begin + length,
            .milliseconds = {}};
  for (auto& worker : workers) worker->next(load);
  if (!loop.run_until(
          all_ready, std::chrono::duration_cast<std::chrono::milliseconds>(length) + std::chrono::minutes(1)))
    throw std::runtime_error("a delivery was not answered within a minute");
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const auto count = load.milliseconds.size();
  bench::Report("lmtp")
      .add("connections", std::uint64_t{workers.size()})
      .add("octets", octets)
      .add("deliveries", std::uint64_t{count})
      .add("seconds", seconds)
      .add("deliveries_per_s", static_cast<double>(count) / seconds)
      .add_times("delivery", load.milliseconds)
      .print();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::guarded(run, argc, argv);
}
