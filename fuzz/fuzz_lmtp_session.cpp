// Fuzzes store: a whole LMTP session in memory, fed with arbitrary octets in arbitrary pieces.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/memory_stream.hpp"
#include "store/lmtp/session.hpp"

namespace {

using store::smtp::Receipt;

std::size_t taken = 0;     // messages
std::size_t released = 0;  // keys

store::Answer<std::monostate> resolve(mail::Address address) {
  if (address.local == "no") co_return base::fail(base::Errc::not_found, "no such user");
  co_return std::monostate{};
}

net::Task<std::vector<base::Result<Receipt>>> deliver(mail::Envelope envelope, mail::Message message) {
  if (envelope.recipients.empty()) std::abort();
  if (message.size() > 1000) std::abort();  // the limit
  ++taken;
  co_return std::vector<base::Result<Receipt>>(envelope.recipients.size(), Receipt{.key = "k"});
}

net::Task<> release(std::vector<store::DedupKey> keys) {
  released += keys.size();
  co_return;
}

net::Task<> feed(net::Stream& stream, std::string octets) {
  const auto written = co_await stream.write(std::move(octets));
  if (!written) co_return;
}

/// Everything that is said must be lines of replies.
net::Task<> listen(net::Stream& stream, std::string& heard) {
  std::array<char, 4096> piece{};
  for (;;) {
    const auto got = co_await stream.read(piece, std::chrono::steady_clock::now());
    if (!got) co_return;
    heard.append(piece.data(), *got);
  }
}

void check(const std::string& heard) {
  std::size_t begin = 0;
  while (begin < heard.size()) {
    const std::size_t end = heard.find("\r\n", begin);
    if (end == std::string::npos || end - begin < 4 || end - begin > 510) std::abort();
    for (std::size_t i = begin; i < begin + 3; ++i)
      if (heard[i] < '0' || heard[i] > '9') std::abort();
    begin = end + 2;
  }
}

}  // namespace

/// The first octet is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = 1 + data[0];
  const std::string octets(reinterpret_cast<const char*>(data) + 1, size - 1);
  taken = released = 0;

  boost::asio::io_context loop;
  const base::SystemClock clock;
  const store::smtp::Settings settings{.host = "mx", .size_limit = 1000, .recipients_limit = 3};
  const store::smtp::Service service{
      .resolve = resolve, .deliver = deliver, .release = release, .clock = clock};
  std::string heard;
  {
    auto [client, server] = net::memory_streams(loop.get_executor());
    boost::asio::co_spawn(loop, store::lmtp::serve(std::move(server), settings, service, base::Log()),
                          [](const std::exception_ptr& failure) {
                            if (failure) std::abort();
                          });
    for (std::size_t at = 0; at < octets.size(); at += piece) {
      boost::asio::co_spawn(loop, feed(*client, octets.substr(at, piece)), boost::asio::detached);
      loop.restart();
      loop.poll();
    }
    boost::asio::co_spawn(loop, listen(*client, heard), boost::asio::detached);
    loop.restart();
    loop.poll();
    client->close();
    loop.restart();
    loop.poll();
  }
  check(heard);
  if (released > taken * settings.recipients_limit) std::abort();
  return 0;
}
