// The HTTP client against our own server, and the addresses it refuses.

#include "net/http_client.hpp"

#include <atomic>
#include <cstdlib>
#include <future>

#include "base/folder.hpp"
#include "net/http_server.hpp"
#include "net/tls.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

bool anywhere(const std::string& /*ip_address*/, std::uint16_t /*port*/) {
  return true;
}

class HttpClientTest : public OnLoops {
 protected:
  void SetUp() override { server->start(); }
  void TearDown() override {
    released = true;
    server->stop(10s);
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server->port()) + path;
  }
  base::Result<HttpAnswer> send(HttpClient& client, HttpRequest request) {
    base::Result<HttpAnswer> answer = base::fail(base::Errc::conflict, "never ran");
    run([&]() -> Task<> { answer = co_await client.send(request); });
    return answer;
  }
  base::Result<HttpAnswer> send(HttpRequest request) {
    HttpClient client(anywhere);
    return send(client, std::move(request));
  }

  Task<HttpServerAnswer> handle(HttpServerRequest request) {
    ++served;
    HttpServerAnswer answer{.type = "text/plain", .body = request.method + " " + request.body};
    for (const auto& [name, value] : request.headers) answer.headers.emplace_back("x-got-" + name, value);
    if (request.path == "/elsewhere") {
      answer.status = 302;
      answer.headers.emplace_back("Location", url("/secret"));
    }
    if (request.path == "/busy") {
      answer.status = 429;
      answer.headers.emplace_back("Retry-After", "120");
    }
    if (request.path == "/huge") answer.body = std::string(1 << 20, 'x');
    while (request.path == "/never" && !released) co_await sleep_until(in(1ms));
    co_return answer;
  }

  std::atomic<bool> released{false};
  std::atomic<int> served{0};
  std::atomic<int> connections{0};
  HttpHandler handler = [this](HttpServerRequest request) { return handle(std::move(request)); };
  std::unique_ptr<Listener> server = std::make_unique<Listener>(
      loops, ListenOn{.address = "127.0.0.1"},
      [this](std::unique_ptr<Stream> stream) {
        ++connections;
        return serve_http(std::move(stream), handler, {});
      },
      base::Log());
};

TEST_F(HttpClientTest, SendsWhatItWasGivenAndNothingElse) {
  const auto answer = send({.url = url("/"), .headers = {{"TTL", "60"}, {"X-Empty", ""}}, .body = "hello"});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST hello");
  EXPECT_EQ(answer->header("x-got-ttl"), "60");
  EXPECT_EQ(answer->header("x-got-content-length"), "5");
  EXPECT_EQ(answer->header("x-got-content-type"), "");
  EXPECT_EQ(answer->header("x-got-expect"), "");
  EXPECT_EQ(answer->header("content-type"), "text/plain");
}

TEST_F(HttpClientTest, UsesTheMethodItIsTold) {
  EXPECT_EQ(send({.method = "GET", .url = url("/")})->body, "GET ");
  EXPECT_EQ(send({.method = "DELETE", .url = url("/")})->body, "DELETE ");
  EXPECT_EQ(send({.method = "PUT", .url = url("/"), .body = "x"})->body, "PUT x");
  EXPECT_EQ(send({.method = "HEAD", .url = url("/")})->status, 200);
}

TEST_F(HttpClientTest, KeepsConnectionsForTheNextRequest) {
  HttpClient client(anywhere);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(send(client, {.url = url("/")}));
  EXPECT_EQ(connections, 1);
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  const auto answer = send({.url = url("/elsewhere")});
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(served, 1);
}

TEST_F(HttpClientTest, AsksAboutTheAddressItConnectsToNotTheNameInTheUrl) {
  HttpClient client(
      [](const std::string& address, std::uint16_t /*port*/) { return is_public_address(address); });
  for (const std::string host : {"127.0.0.1", "localhost", "[::1]", "0x7f000001", "[::ffff:127.0.0.1]"}) {
    const auto answer = send(client, {.url = "http://" + host + ":" + std::to_string(server->port()) + "/"});
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, base::Errc::denied) << host << ": " << answer.error().text;
  }
  EXPECT_EQ(served, 0);
}

TEST_F(HttpClientTest, TakesNoProxyFromTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  const auto answer = send({.url = url("/")});
  ::unsetenv("http_proxy");
  EXPECT_TRUE(answer);
}

TEST_F(HttpClientTest, GivesUpWhenItsPatienceEnds) {
  const auto start = std::chrono::steady_clock::now();
  const auto answer = send({.url = url("/never"), .patience = 100ms});
  EXPECT_EQ(answer.error().code, base::Errc::timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

TEST_F(HttpClientTest, SaysGoneWhenNobodyListens) {
  const auto there = url("/");
  server->stop(1s);
  EXPECT_EQ(send({.url = there}).error().code, base::Errc::gone);
}

TEST_F(HttpClientTest, KeepsOnlyTheFirst64KibOfAnAnswer) {
  const auto answer = send({.url = url("/huge")});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body.size(), 64u * 1024);
}

TEST_F(HttpClientTest, SendsNoHeaderThatCouldSplitTheRequest) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"X", "a\r\nY: b"}, {"X", "a\nb"}, {"X", std::string("a\0b", 3)},
      {"X\r\nY", "a"},    {"X Y", "a"},  {"", "a"}};
  for (const auto& header : bad) {
    const auto answer = send({.url = url("/"), .headers = {header}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::Errc::syntax);
  }
  EXPECT_EQ(send({.method = "GET / HTTP/1.1\r\nX:", .url = url("/")}).error().code, base::Errc::syntax);
  EXPECT_EQ(served, 0);
}

TEST_F(HttpClientTest, TakesOnlyHttpUrlsWithoutCredentials) {
  for (const std::string bad : {"", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/",
                                "127.0.0.1/", "http://", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y"})
    EXPECT_EQ(send({.url = bad}).error().code, base::Errc::syntax) << bad;
  const auto with_password = "http://user:password@127.0.0.1:" + std::to_string(server->port()) + "/";
  EXPECT_EQ(send({.url = with_password}).error().code, base::Errc::syntax);
  EXPECT_EQ(served, 0);
}

TEST_F(HttpClientTest, ReadsRetryAfterAsSecondsOrDate) {
  EXPECT_EQ(send({.url = url("/busy")})->retry_after(), 120s);
  const auto after = [](std::string value) {
    return HttpAnswer{.headers = {{"retry-after", std::move(value)}}}.retry_after();
  };
  EXPECT_EQ(after("99999999"), 24h);
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:49:37 GMT"), 0s);
  EXPECT_EQ(after("Sun, 06 Nov 2094 08:49:37 GMT"), 24h);
  EXPECT_EQ(after("soon"), std::nullopt);
  EXPECT_EQ(after("-5"), std::nullopt);
}

TEST_F(HttpClientTest, EndsWhatIsUnderWayWithItself) {
  auto client = std::make_unique<HttpClient>(anywhere);
  std::promise<base::Errc> ended;
  auto asked = std::async(std::launch::async, [&] {
    run_blocking(loops.next(), [&]() -> Task<> {
      const auto answer = co_await client->send({.url = url("/never"), .patience = 10s});
      ended.set_value(answer.error().code);
    });
  });
  run([&]() -> Task<> {
    for (const auto limit = soon(); served == 0 && in(0ms) < limit;) co_await sleep_until(in(1ms));
  });
  client.reset();
  EXPECT_EQ(ended.get_future().get(), base::Errc::gone);
  asked.get();
}

TEST_F(HttpClientTest, VerifiesTheServersCertificate) {
  const base::TemporaryFolder folder;
  const auto made = make_certificate({"127.0.0.1"});
  base::write_file(folder.path() / "ca", made.ca);
  base::write_file(folder.path() / "crt", made.certificate);
  base::write_file(folder.path() / "key", made.private_key);
  const auto context = TlsContext::server(folder.path() / "crt", folder.path() / "key");
  const auto serve = [&](std::unique_ptr<Stream> stream) -> Task<> {
    const auto secured = co_await stream->accept_tls(*context, soon());
    if (secured) co_await serve_http(std::move(stream), handler, {});
  };
  Listener secure(loops, {.address = "127.0.0.1"}, serve, base::Log());
  secure.start();
  const auto there = "https://127.0.0.1:" + std::to_string(secure.port()) + "/";
  EXPECT_EQ(send({.url = there}).error().code, base::Errc::gone);
  const auto answer = send({.url = there, .body = "x", .ca_file = folder.path() / "ca"});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->body, "POST x");
  const auto by_name = "https://localhost:" + std::to_string(secure.port()) + "/";
  EXPECT_FALSE(send({.url = by_name, .ca_file = folder.path() / "ca"}));
}

TEST(PublicAddressTest, RefusesWhatTheInternetCannotReach) {
  for (const auto* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "224.0.0.1",
                              "239.1.1.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::2",
                              "fc00::1",
                              "fdff::1",
                              "fe80::1",
                              "febf::1",
                              "fec0::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::1",
                              "2002:a00:1::",
                              "2001::1",
                              "fe80::1%lo",
                              "localhost",
                              "",
                              "1.2.3"})
    EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(PublicAddressTest, AllowsTheRest) {
  for (const auto* address :
       {"1.1.1.1",         "9.255.255.255",  "11.0.0.1",         "100.63.255.255",  "100.128.0.0",
        "126.1.1.1",       "128.0.0.1",      "169.253.1.1",      "172.15.0.1",      "172.32.0.1",
        "192.0.1.1",       "192.169.0.1",    "198.17.0.1",       "198.20.0.1",      "223.255.255.255",
        "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "fbff::1",
        "2a00::1"})
    EXPECT_TRUE(is_public_address(address)) << address;
}

}  // namespace
}  // namespace net
