// STARTTLS (RFC 5804 section 2.2) over real sockets.

#include "base/folder.hpp"
#include "net/connect.hpp"
#include "net/listener.hpp"
#include "tests/managesieve/server.hpp"

namespace managesieve {
namespace {

class StartTlsTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    const auto made = net::make_certificate({"localhost", "127.0.0.1"});
    base::write_file(folder.path() / "chain.pem", made.certificate);
    base::write_file(folder.path() / "key.pem", made.private_key);
    base::write_file(folder.path() / "ca.pem", made.ca);
    tls = net::TlsContext::server(folder.path() / "chain.pem", folder.path() / "key.pem");
    trust = net::TlsContext::client(folder.path() / "ca.pem");
    service.tls = tls.get();
    auto session = [this](std::unique_ptr<net::Stream> stream) {
      if (far) stream = std::make_unique<tests::FarStream>(std::move(stream));
      return serve(std::move(stream), service, base::Log());
    };
    listener =
        std::make_unique<net::Listener>(loops, net::ListenOn{.address = "127.0.0.1"}, session, base::Log());
    listener->start();
  }
  void TearDown() override { listener->stop(1s); }

  void with_connection(const Script& script) {
    run([&]() -> net::Task<> {
      auto stream = co_await net::connect("127.0.0.1", listener->port(), soon());
      net::Connection client(std::move(*stream));
      co_await script(client);
    });
  }
  /// Lines up to and with the next response.
  static net::Task<std::string> response(net::Connection& client) {
    std::string lines;
    for (;;) {
      const auto line = co_await client.read_line(2000, soon());
      if (!line) co_return lines + "(" + line.error().text + ")";
      lines += *line + "\n";
      if (line->starts_with("OK") || line->starts_with("NO") || line->starts_with("BYE")) co_return lines;
    }
  }

  base::TemporaryFolder folder;
  std::unique_ptr<net::TlsContext> tls;
  std::unique_ptr<net::TlsContext> trust;
  std::unique_ptr<net::Listener> listener;
};

TEST_F(StartTlsTest, ReissuesCapabilitiesWithoutStartTls) {
  with_connection([&](net::Connection& client) -> net::Task<> {
    const std::string before = co_await response(client);
    EXPECT_NE(before.find("\"STARTTLS\"\n"), std::string::npos);
    co_await client.write("STARTTLS\r\n");
    const std::string begun = co_await response(client);
    EXPECT_EQ(begun, "OK \"begin TLS now\"\n");
    const auto connected = co_await client.connect_tls(*trust, "localhost", soon());
    EXPECT_TRUE(connected);
    const std::string after = co_await response(client);
    EXPECT_NE(after.find("\"SIEVE\""), std::string::npos) << after;
    EXPECT_EQ(after.find("STARTTLS"), std::string::npos) << after;
    co_await client.write("STARTTLS\r\n");
    const std::string again = co_await response(client);
    EXPECT_EQ(again, "NO \"TLS is already in effect\"\n");
  });
}

TEST_F(StartTlsTest, OffLoopbackNothingIsOfferedBeforeIt) {
  far = true;
  with_connection([&](net::Connection& client) -> net::Task<> {
    const std::string before = co_await response(client);
    EXPECT_NE(before.find("\"SASL\" \"\"\n"), std::string::npos) << before;
    co_await client.write("AUTHENTICATE \"SCRAM-SHA-256\"\r\n");
    const std::string refused = co_await response(client);
    EXPECT_TRUE(refused.starts_with("NO (ENCRYPT-NEEDED)")) << refused;
    co_await client.write("STARTTLS\r\n");
    const std::string begun = co_await response(client);
    EXPECT_TRUE(begun.starts_with("OK"));
    const auto connected = co_await client.connect_tls(*trust, "localhost", soon());
    EXPECT_TRUE(connected);
    const std::string after = co_await response(client);
    EXPECT_NE(after.find("\"SASL\" \"SCRAM-SHA-256 SCRAM-SHA-1 PLAIN\"\n"), std::string::npos) << after;
  });
}

TEST_F(StartTlsTest, ForgetsWhatCameBehindTheCommandInTheClear) {
  with_connection([&](net::Connection& client) -> net::Task<> {
    co_await response(client);
    co_await client.write("STARTTLS\r\nNOOP \"injected\"\r\n");
    co_await response(client);
    const auto connected = co_await client.connect_tls(*trust, "localhost", soon());
    EXPECT_TRUE(connected);
    const std::string capabilities = co_await response(client);
    EXPECT_EQ(capabilities.find("injected"), std::string::npos);
    co_await client.write("NOOP \"mine\"\r\n");
    const std::string noop = co_await response(client);
    EXPECT_EQ(noop, "OK (TAG \"mine\") \"NOOP completed\"\n");
  });
}

TEST_F(StartTlsTest, AFailedHandshakeEndsTheSession) {
  with_connection([&](net::Connection& client) -> net::Task<> {
    co_await response(client);
    co_await client.write("STARTTLS\r\n");
    co_await response(client);
    co_await client.write("this is no handshake\r\n");
    for (;;) {
      const auto rest = co_await client.read_some(4096, soon());
      if (rest) continue;  // a TLS alert
      EXPECT_EQ(rest.error().code, base::Errc::gone);
      break;
    }
  });
}

TEST_F(StartTlsTest, ReactsToTheServersEnd) {
  with_connection([&](net::Connection& client) -> net::Task<> {
    co_await response(client);
    std::jthread stopping([&] { listener->stop(5s); });
    const std::string last = co_await response(client);
    EXPECT_EQ(last, "BYE (TRYLATER) \"the server is shutting down\"\n");
  });
}

}  // namespace
}  // namespace managesieve
