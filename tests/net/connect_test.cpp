// Connecting to names, addresses and UNIX sockets.

#include "net/connect.hpp"

#include <sys/socket.h>

#include "base/folder.hpp"
#include "net/address.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

class ConnectTest : public OnLoops {
 protected:
  base::Result<std::unique_ptr<Stream>> attempt(const std::string& host, std::uint16_t port,
                                                Deadline deadline) {
    base::Result<std::unique_ptr<Stream>> answer = base::fail(base::Errc::conflict, "never ran");
    run([&]() -> Task<> {
      answer = co_await connect(host, port, deadline);
      if (answer) peer = (*answer)->peer();
      if (answer) answer->reset();
    });
    return answer;
  }
  Peer peer;
};

TEST_F(ConnectTest, TriesEachAddressOfAName) {
  const auto listener = listen(echo);  // on IPv4 alone: ::1, if localhost has it, comes first and refuses
  EXPECT_TRUE(attempt("localhost", listener->port(), soon()));
  EXPECT_EQ(peer.address, "127.0.0.1");
}

TEST_F(ConnectTest, TakesAnAddressWithoutAskingForItsName) {
  const auto listener = listen(echo, {.address = "::1"});
  EXPECT_TRUE(attempt("::1", listener->port(), soon()));
  EXPECT_EQ(peer.address, "::1");
  EXPECT_TRUE(peer.loopback);
}

TEST_F(ConnectTest, SaysWhatDidNotAnswer) {
  const auto port = listen(echo)->port();  // closed again
  const auto answer = attempt("127.0.0.1", port, soon());
  EXPECT_EQ(answer.error().code, base::Errc::gone);
  EXPECT_NE(answer.error().text.find("127.0.0.1: Connection refused"), std::string::npos)
      << answer.error().text;
}

TEST_F(ConnectTest, GivesUpWhenTheDeadlinePasses) {
  // A full queue of a socket that nobody accepts from: the kernel drops what comes then.
  const base::Descriptor server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto any = ip_socket_address("127.0.0.1", 0);
  ASSERT_EQ(::bind(server.get(), any->get(), any->length), 0);
  ASSERT_EQ(::listen(server.get(), 0), 0);
  const auto port = peer_of(server.get()).local_port;
  const auto first = attempt("127.0.0.1", port, soon());
  EXPECT_TRUE(first);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(attempt("127.0.0.1", port, in(100ms)).error().code, base::Errc::timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

TEST_F(ConnectTest, RefusesAPathThatIsTooLong) {
  EXPECT_EQ(attempt("unix:" + std::string(200, 'x'), 0, soon()).error().code, base::Errc::syntax);
  EXPECT_EQ(attempt("unix:/nonexistent/socket", 0, soon()).error().code, base::Errc::gone);
}

TEST(AddressTest, CountsAnIpv6NetworkAsOne) {
  const auto network = [](const char* text) { return network_of(ip_socket_address(text, 1).value()); };
  EXPECT_EQ(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network("::ffff:192.0.2.1"), "192.0.2.1");
}

TEST(AddressTest, KnowsLoopbackInAllItsForms) {
  const auto loopback = [](const char* text) { return is_loopback(ip_socket_address(text, 1).value()); };
  EXPECT_TRUE(loopback("127.9.9.9"));
  EXPECT_TRUE(loopback("::1"));
  EXPECT_TRUE(loopback("::ffff:127.0.0.1"));
  EXPECT_FALSE(loopback("128.0.0.1"));
  EXPECT_FALSE(loopback("127::1"));
  EXPECT_FALSE(ip_socket_address("localhost", 1));
}

}  // namespace
}  // namespace net
