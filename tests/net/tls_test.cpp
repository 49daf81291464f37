// TLS over loopback: certificates, names, deadlines, STARTTLS.

#include "net/tls.hpp"

#include <array>
#include <future>
#include <stdexcept>

#include "base/folder.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

class TlsTest : public OnLoops {
 protected:
  void SetUp() override { write("server", make_certificate({"mail.example", "127.0.0.1"})); }

  void write(const std::string& name, const SelfMadeCertificate& made) {
    base::write_file(file(name + ".ca"), made.ca);
    base::write_file(file(name + ".crt"), made.certificate);
    base::write_file(file(name + ".key"), made.private_key);
  }
  std::filesystem::path file(const std::string& name) { return folder.path() / name; }
  std::unique_ptr<TlsContext> server() { return TlsContext::server(file("server.crt"), file("server.key")); }
  std::unique_ptr<TlsContext> client() { return TlsContext::client(file("server.ca")); }

  /// A listener that speaks TLS from the first octet and then echoes lines.
  std::unique_ptr<Listener> listen_with(TlsContext& context) {
    return listen([&](Connection& connection) -> Task<> {
      const auto secured = co_await connection.accept_tls(context, soon());
      if (secured) co_await echo(connection);
    });
  }
  static Task<base::Result<void>> secure(Connection& connection, TlsContext& context, std::string name) {
    return connection.connect_tls(context, std::move(name), soon());
  }
  static Task<std::string> echoed(Connection& connection, std::string line) {
    co_await connection.write(line + "\r\n");
    const auto answer = co_await connection.read_line(200000, soon());
    co_return answer ? *answer : "failed: " + answer.error().text;
  }

  base::TemporaryFolder folder;
};

TEST_F(TlsTest, CarriesLinesUnderANameOrAnAddressOfTheCertificate) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen_with(*ours);
  for (const std::string name : {"mail.example", "127.0.0.1"}) {
    run([&]() -> Task<> {
      const auto connection = co_await dial(*listener);
      const auto secured = co_await secure(*connection, *theirs, name);
      EXPECT_TRUE(secured) << secured.error().text;
      EXPECT_TRUE(connection->is_tls());
      const auto answer = co_await echoed(*connection, "hello");
      EXPECT_EQ(answer, "hello");
    });
  }
}

TEST_F(TlsTest, RefusesACertificateForAnotherName) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen_with(*ours);
  for (const std::string name : {"other.example", "127.0.0.2", "", "example"}) {
    run([&]() -> Task<> {
      const auto connection = co_await dial(*listener);
      const auto secured = co_await secure(*connection, *theirs, name);
      EXPECT_FALSE(secured) << name;
      const Woke woke = co_await connection->wait(soon());
      EXPECT_EQ(woke, Woke::gone);
    });
  }
}

TEST_F(TlsTest, SaysWhyACertificateIsNotAccepted) {
  write("stranger", make_certificate({"mail.example"}));
  const auto ours = server();
  const auto theirs = TlsContext::client(file("stranger.ca"));
  const auto listener = listen_with(*ours);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_EQ(secured.error().code, base::Errc::denied);
    EXPECT_NE(secured.error().text.find("certificate not accepted"), std::string::npos)
        << secured.error().text;
  });
}

TEST_F(TlsTest, EndsAHandshakeThatTakesTooLong) {
  const auto ours = server();
  std::promise<base::Errc> ended;
  const auto listener = listen([&](Connection& connection) -> Task<> {
    const auto secured = co_await connection.accept_tls(*ours, in(50ms));
    ended.set_value(secured.error().code);
  });
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const Woke woke = co_await connection->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
  });
  EXPECT_EQ(ended.get_future().get(), base::Errc::timed_out);
}

TEST_F(TlsTest, SurvivesAPeerThatDoesNotSpeakTls) {
  const auto ours = server();
  const auto listener = listen_with(*ours);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    co_await connection->write("GET / HTTP/1.1\r\n\r\n");
    for (bool open = true; open;) {  // an alert may come first
      const auto octets = co_await connection->read_some(1000, soon());
      open = octets.has_value();
    }
  });
}

TEST_F(TlsTest, DiscardsWhatCameInOnePacketWithStarttls) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen([&](Connection& connection) -> Task<> {
    const auto command = co_await connection.read_line(100, soon());
    EXPECT_EQ(command.value(), "STARTTLS");
    EXPECT_GT(connection.buffered(), 0u);
    co_await connection.write("OK\r\n");
    const auto secured = co_await connection.accept_tls(*ours, soon());
    EXPECT_TRUE(secured);
    co_await echo(connection);
  });
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    co_await connection->write("STARTTLS\r\ninjected\r\n");
    const auto ok = co_await connection->read_line(100, soon());
    EXPECT_EQ(ok.value(), "OK");
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_TRUE(secured);
    const auto answer = co_await echoed(*connection, "secret");
    EXPECT_EQ(answer, "secret");
  });
}

TEST_F(TlsTest, IsReadyForOctetsThatAreDecryptedAlready) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen_with(*ours);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_TRUE(secured);
    co_await connection->write("12345678\r\n");
    std::array<char, 4> four{};
    const auto some = co_await connection->stream().read(four, soon());
    EXPECT_EQ(some.value(), 4u);
    const Woke woke = co_await connection->stream().wait(in(0ms));
    EXPECT_EQ(woke, Woke::ready);
  });
}

TEST_F(TlsTest, IsNotReadyForRecordsThatHoldNoData) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen_with(*ours);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_TRUE(secured);
    // The server's session ticket (RFC 8446 section 4.6.1) arrives about now.
    const Woke woke = co_await connection->wait(in(100ms));
    EXPECT_EQ(woke, Woke::late);
  });
}

TEST_F(TlsTest, CarriesMoreThanTheSocketBuffersHold) {
  const auto ours = server();
  const auto theirs = client();
  const std::string big(8 << 20, 'x');
  const auto listener = listen([&](Connection& connection) -> Task<> {
    const auto secured = co_await connection.accept_tls(*ours, soon());
    EXPECT_TRUE(secured);
    co_await connection.write(big);
  });
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_TRUE(secured);
    const auto got = co_await connection->read_exactly(big.size(), soon());
    EXPECT_EQ(got.value().size(), big.size());
    EXPECT_TRUE(got.value() == big);
    const Woke woke = co_await connection->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
  });
}

TEST_F(TlsTest, ServesTheNewCertificateAfterReloadAndTheOldOneUntilThen) {
  const auto ours = server();
  const auto listener = listen_with(*ours);
  write("server", make_certificate({"new.example"}));
  const auto new_trust = client();
  const auto attempt = [&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *new_trust, "new.example");
    if (!secured) throw std::runtime_error(secured.error().text);
  };
  EXPECT_THROW(run(attempt), std::runtime_error);
  ours->reload();
  EXPECT_NO_THROW(run(attempt));
}

TEST_F(TlsTest, KeepsTheCertificateInForceWhenAReloadFails) {
  const auto ours = server();
  const auto theirs = client();
  const auto listener = listen_with(*ours);
  base::write_file(file("server.crt"), "garbage");
  EXPECT_THROW(ours->reload(), std::runtime_error);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    const auto secured = co_await secure(*connection, *theirs, "mail.example");
    EXPECT_TRUE(secured);
  });
}

TEST_F(TlsTest, NamesTheFileThatCannotBeUsed) {
  write("other", make_certificate({"other.example"}));
  const auto what = [&](const char* certificate, const char* key) -> std::string {
    try {
      TlsContext::server(file(certificate), file(key));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(what("absent.crt", "server.key").find("absent.crt"), std::string::npos);
  EXPECT_NE(what("server.crt", "absent.key").find("absent.key"), std::string::npos);
  EXPECT_NE(what("server.crt", "other.key").find("other.key: key values mismatch"), std::string::npos)
      << what("server.crt", "other.key");
  EXPECT_THROW(TlsContext::client(file("absent.ca")), std::runtime_error);
}

}  // namespace
}  // namespace net
