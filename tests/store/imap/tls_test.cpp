// store/imap: STARTTLS and implicit TLS over loopback (RFC 3501 section 6.2.1, RFC 8314).

#include <gtest/gtest.h>

#include "net/connect.hpp"
#include "net/listener.hpp"
#include "tests/store/imap/world.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

net::Deadline soon() {
  return std::chrono::steady_clock::now() + 10s;
}

class ImapTlsTest : public testing::Test {
 protected:
  ImapTlsTest() {
    const auto made = net::make_certificate({"127.0.0.1"});
    base::write_file(world.folder.path() / "ca", made.ca);
    base::write_file(world.folder.path() / "crt", made.certificate);
    base::write_file(world.folder.path() / "key.pem", made.private_key);
    context = net::TlsContext::server(world.folder.path() / "crt", world.folder.path() / "key.pem");
    trust = net::TlsContext::client(world.folder.path() / "ca");
    world.services.tls = context.get();
  }

  std::unique_ptr<net::Listener> listen(store::imap::Tls tls) {
    auto listener = std::make_unique<net::Listener>(
        world.loops, net::ListenOn{.address = "127.0.0.1"},
        [this, tls](std::unique_ptr<net::Stream> stream) {
          return store::imap::serve(std::move(stream), world.services, tls);
        },
        base::Log());
    listener->start();
    return listener;
  }
  static net::Task<std::unique_ptr<net::Connection>> dial(const net::Listener& listener) {
    auto stream = co_await net::connect("127.0.0.1", listener.port(), soon());
    co_return std::make_unique<net::Connection>(std::move(stream).value());
  }
  static net::Task<std::string> line(net::Connection& client) {
    auto got = co_await client.read_line(1 << 16, soon());
    co_return got ? std::move(*got) : "(" + got.error().text + ")";
  }

  World world;
  std::unique_ptr<net::TlsContext> context;
  std::unique_ptr<net::TlsContext> trust;
};

TEST_F(ImapTlsTest, WhatLiesInTheBufferBehindStarttlsIsNeverACommand) {
  const auto listener = listen(store::imap::Tls::by_command);
  world.run([&]() -> net::Task<> {
    const auto client = co_await dial(*listener);
    const auto greeting = co_await line(*client);
    EXPECT_NE(greeting.find(" STARTTLS "), std::string::npos) << greeting;
    co_await client->write("a STARTTLS\r\nb NOOP\r\n");
    const auto begin = co_await line(*client);
    EXPECT_TRUE(begin.starts_with("a OK")) << begin;
    const auto secured = co_await client->connect_tls(*trust, "127.0.0.1", soon());
    EXPECT_TRUE(secured);
    co_await client->write("c CAPABILITY\r\n");
    const auto offered = co_await line(*client);
    EXPECT_TRUE(offered.starts_with("* CAPABILITY ")) << offered;
    EXPECT_EQ(offered.find("STARTTLS"), std::string::npos) << offered;
    EXPECT_NE(offered.find("AUTH=PLAIN"), std::string::npos) << offered;
    client->close();
  });
  listener->stop(5s);
}

TEST_F(ImapTlsTest, ImplicitTlsGreetsUnderTls) {
  const auto listener = listen(store::imap::Tls::at_once);
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    const auto client = co_await dial(*listener);
    const auto secured = co_await client->connect_tls(*trust, "127.0.0.1", soon());
    EXPECT_TRUE(secured);
    const auto greeting = co_await line(*client);
    EXPECT_TRUE(greeting.starts_with("* OK [CAPABILITY ")) << greeting;
    EXPECT_EQ(greeting.find("STARTTLS"), std::string::npos);
    co_await client->write("a LOGIN alice secret\r\n");
    const auto logged_in = co_await line(*client);
    EXPECT_TRUE(logged_in.starts_with("a OK")) << logged_in;
    client->close();
  });
  listener->stop(5s);
}

TEST_F(ImapTlsTest, WhoSpeaksNoTlsWhereItIsDueHearsNothing) {
  const auto listener = listen(store::imap::Tls::at_once);
  world.run([&]() -> net::Task<> {
    const auto client = co_await dial(*listener);
    co_await client->write("a LOGIN alice secret\r\n");
    const auto answer = co_await line(*client);
    EXPECT_EQ(answer.find("a OK"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("CAPABILITY"), std::string::npos) << answer;
    client->close();
  });
  listener->stop(5s);
}

}  // namespace
}  // namespace tests
