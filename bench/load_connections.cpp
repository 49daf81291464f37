// Opens many IMAP connections and keeps them: logins per second, and memory for whoever looks meanwhile.
//
// usage: load_connections --port PORT [--tls] [--count 1000] [--accounts 100] [--at-once 16]
//        [--rest authenticated|selected|idle]
// Prints one JSON line when all are at rest, and keeps them until its standard input ends.

#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/support/imap.hpp"
#include "bench/support/report.hpp"

namespace {

using bench::Clock;

bench::Rest rest_of(const std::string& text) {
  if (text == "authenticated") return bench::Rest::authenticated;
  if (text == "selected") return bench::Rest::selected;
  if (text == "idle") return bench::Rest::idle;
  throw std::runtime_error("--rest is one of authenticated, selected, idle");
}

void allow_many_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int argc, char** argv) {
  const bench::Options options(argc, argv, {"port", "tls", "count", "accounts", "at-once", "rest"});
  allow_many_descriptors();
  const auto rest = options.text("rest", "authenticated");
  const bench::ClientTls tls;
  bench::Loop loop;
  const auto begin = Clock::now();
  const bench::Crowd crowd(
      loop,
      {.place = {.port = options.port("port"), .tls = options.has("tls") ? &tls : nullptr},
       .count = options.number("count", 1000),
       .accounts = options.number("accounts", 100),
       .at_once = options.number("at-once", 16),
       .rest = rest_of(rest)},
      std::chrono::minutes(5));
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  bench::Report("connections")
      .add("count", std::uint64_t{crowd.size()})
      .add("tls", std::string(options.has("tls") ? "yes" : "no"))
      .add("rest", rest)
      .add("logins_per_s", static_cast<double>(crowd.size()) / seconds)
      .print();
  loop.watch(STDIN_FILENO, [&] {
    char octet = 0;
    if (read(STDIN_FILENO, &octet, 1) <= 0) loop.stop();
  });
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::guarded(run, argc, argv);
}
