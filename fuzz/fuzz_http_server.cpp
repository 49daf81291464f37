// Fuzzes net: an HTTP connection from its first octet to its end, in the pieces that the input asks for.

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "net/http_server.hpp"
#include "net/memory_stream.hpp"

namespace {

net::Task<net::HttpServerAnswer> answer(net::HttpServerRequest request) {
  if (request.segments.empty() || request.path.empty()) __builtin_trap();
  co_return net::HttpServerAnswer{.body = request.method + request.path + request.body};
}

net::Task<> talk(std::unique_ptr<net::Stream> peer, std::string octets) {
  const std::size_t piece = octets.empty() ? 1 : 1 + static_cast<unsigned char>(octets.front());
  for (std::size_t i = 1; i < octets.size(); i += piece) {
    const auto sent = co_await peer->write(octets.substr(i, piece));
    if (!sent) break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boost::asio::io_context loop(1);
  auto [server, client] = net::memory_streams(loop.get_executor());
  const net::HttpHandler handler = answer;
  const net::HttpLimits limits{
      .header_octets = 1000, .body_octets = 1000, .patience = std::chrono::seconds(1)};
  boost::asio::co_spawn(loop, net::serve_http(std::move(server), handler, limits), boost::asio::detached);
  boost::asio::co_spawn(loop, talk(std::move(client), std::string(reinterpret_cast<const char*>(data), size)),
                        boost::asio::detached);
  loop.run();
  return 0;
}
