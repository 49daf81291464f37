// Fuzzes store: an IMAP session in each of its states, on a small store in memory.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "fuzz/one_client.hpp"
#include "net/memory_stream.hpp"
#include "store/imap/session.hpp"
#include "tests/support/small_store.hpp"

namespace {

/// What comes before the input, so that it is met in every state.
constexpr std::string_view preludes[] = {
    "", "a LOGIN alice secret\r\n", "a LOGIN alice secret\r\nb SELECT INBOX\r\n",
    "a LOGIN alice secret\r\nb EXAMINE INBOX\r\n", "a LOGIN alice secret\r\nb SELECT INBOX\r\nc IDLE\r\n"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  if (input.empty()) return 0;
  const auto prelude = preludes[static_cast<unsigned char>(input.front()) % std::size(preludes)];
  boost::asio::io_context loop;
  tests::SmallServer server(loop.get_executor());
  server.services.spool = std::filesystem::temp_directory_path();
  server.services.limits.message_octets = 100'000;
  auto [client, ours] = net::memory_streams(loop.get_executor());
  auto session = store::imap::serve(std::move(ours), server.services, store::imap::Tls::by_command);
  fuzz::converse(loop, std::move(session), *client, std::string(prelude).append(input.substr(1)));
  return 0;
}
