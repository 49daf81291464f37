// Measures store: how fast a mailbox fills when nothing is synced; makes large stores for bench/growth.py.
//
// usage: bench_fill DATA_DIR ADDRESS MESSAGES OCTETS
// DATA_DIR is that of a daemon that does not run and has the account. Prints one JSON line.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "net/loops.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace {

constexpr std::size_t at_once = 64;

struct Rig {
  base::SystemClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 4};
  store::sqlite::SqliteEngine engine;
  mail::AccountId account;
  std::size_t octets;

  Rig(const std::filesystem::path& data, std::size_t size)
      : engine({.directory = data / "store", .key_file = data / "secrets.key", .durable = false}, clock, bus,
               loops.pool()),
        octets(size) {}
};

net::Task<> deliver_some(Rig& rig, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = "From: Ann <ann@example.net>\r\nSubject: filled " + std::to_string(i) + "\r\n\r\n";
    text.append(std::max(rig.octets, text.size()) - text.size(), 'x');
    store::Deliver delivery{.account = rig.account};
    delivery.targets.push_back({.mailbox = "INBOX"});
    delivery.body_size = text.size();
    delivery.received = rig.clock.now();
    base::Body body(std::move(text));
    auto ref = co_await rig.engine.blobs().put(std::move(body));
    delivery.body = ref.value();
    auto delivered = co_await rig.engine.store().deliver(std::move(delivery));
    if (!delivered) throw std::runtime_error(delivered.error().text);
  }
}

void fill(Rig& rig, std::size_t messages) {
  std::vector<std::future<void>> running;
  for (std::size_t i = 0; i < at_once; ++i) {
    const auto count = messages / at_once + (i < messages % at_once ? 1 : 0);
    running.push_back(
        boost::asio::co_spawn(rig.loops.next(), deliver_some(rig, count), boost::asio::use_future));
  }
  for (auto& one : running) one.get();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_fill DATA_DIR ADDRESS MESSAGES OCTETS\n");
    return 64;
  }
  const auto messages = static_cast<std::size_t>(std::atoll(argv[3]));
  Rig rig(argv[1], static_cast<std::size_t>(std::atoll(argv[4])));
  const auto begin = std::chrono::steady_clock::now();
  net::run_blocking(rig.loops.first(), [&]() -> net::Task<> {
    const auto account = co_await rig.engine.store().account_by_address(argv[2]);
    rig.account = account.value().id;
  });
  fill(rig, messages);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"bench\":\"fill\",\"messages\":%zu,\"octets\":%zu,\"per_second\":%.0f}\n", messages,
              rig.octets, static_cast<double>(messages) / seconds);
  return 0;
}
