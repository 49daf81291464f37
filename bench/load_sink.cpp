// Takes webhooks for a load: an HTTP/1.1 sink that is not the bottleneck.
//
// usage: load_sink [--port 0] [--delay-ms 0]. Prints {"port":N} when it listens, and one JSON line with the
// number of pushes when its standard input ends.

#include <cstdio>
#include <unistd.h>

#include "bench/support/report.hpp"
#include "bench/support/sink.hpp"

namespace {

int run(int argc, char** argv) {
  const bench::Options options(argc, argv, {"port", "delay-ms"});
  const std::chrono::milliseconds delay(options.number("delay-ms", 0));
  bench::Loop loop;
  bench::Sink sink(loop, static_cast<std::uint16_t>(options.number("port", 0)), delay, {});
  loop.watch(STDIN_FILENO, [&] {
    char octet = 0;
    if (read(STDIN_FILENO, &octet, 1) <= 0) loop.stop();
  });
  std::printf("{\"port\":%u}\n", sink.port());
  std::fflush(stdout);
  loop.run();
  bench::Report("sink")
      .add("delay_ms", static_cast<std::uint64_t>(delay.count()))
      .add("pushes", sink.received())
      .print();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::guarded(run, argc, argv);
}
