// Easy handles that are used again: nothing of one request is found in the next.

#include "net/http_handles.hpp"

#include <atomic>

#include "base/folder.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/tls.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

TEST(HttpHandlesTest, GivesAHandleAgainWithoutWhatWasSetOnIt) {
  HttpHandles handles;
  auto first = handles.take();
  CURL* const known = first.get();
  int mine = 0;
  curl_easy_setopt(known, CURLOPT_PRIVATE, &mine);
  handles.give_back(std::move(first));
  EXPECT_EQ(handles.size(), 1U);
  const auto again = handles.take();
  EXPECT_EQ(again.get(), known);
  void* found = &mine;
  curl_easy_getinfo(again.get(), CURLINFO_PRIVATE, &found);
  EXPECT_EQ(found, nullptr);
  EXPECT_EQ(handles.size(), 0U);
  EXPECT_NE(handles.take().get(), known);
}

TEST(HttpHandlesTest, KeepsNoMoreThanSoMany) {
  HttpHandles handles;
  std::vector<HttpHandle> many;
  for (std::size_t i = 0; i < HttpHandles::most + 10; ++i) many.push_back(handles.take());
  for (auto& each : many) handles.give_back(std::move(each));
  handles.give_back(nullptr);
  EXPECT_EQ(handles.size(), HttpHandles::most);
}

/// One client, whose requests come one after the other: each uses the handle of the one before.
class HttpReuseTest : public OnLoops {
 protected:
  void SetUp() override { server->start(); }
  void TearDown() override { server->stop(10s); }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(server->port()) + path;
  }
  base::Result<HttpAnswer> send(HttpRequest request) {
    base::Result<HttpAnswer> answer = base::fail(base::Errc::conflict, "never ran");
    run([&]() -> Task<> { answer = co_await client.send(request); });
    return answer;
  }
  Task<HttpServerAnswer> handle(HttpServerRequest request) {
    HttpServerAnswer answer{.type = "text/plain", .body = request.method + " " + request.body};
    for (const auto& [name, value] : request.headers) answer.headers.emplace_back("x-got-" + name, value);
    co_return answer;
  }
  Task<> serve(std::unique_ptr<Stream> stream) { co_await serve_http(std::move(stream), handler, {}); }

  std::atomic<bool> allowed = true;
  HttpClient client{
      [this](const std::string& /*ip_address*/, std::uint16_t /*port*/) { return allowed.load(); }};
  HttpHandler handler = [this](HttpServerRequest request) { return handle(std::move(request)); };
  std::unique_ptr<Listener> server = std::make_unique<Listener>(
      loops, ListenOn{.address = "127.0.0.1"},
      [this](std::unique_ptr<Stream> stream) { return serve(std::move(stream)); }, base::Log());
};

TEST_F(HttpReuseTest, NoHeaderMethodOrBodyGoesOverToTheNext) {
  const auto first = send({.method = "PUT",
                           .url = url(),
                           .headers = {{"Authorization", "Bearer secret"}, {"Content-Type", "text/x"}},
                           .body = "private"});
  ASSERT_TRUE(first) << first.error().text;
  EXPECT_EQ(first->header("x-got-authorization"), "Bearer secret");
  EXPECT_EQ(first->body, "PUT private");

  const auto read = send({.method = "GET", .url = url()});
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->body, "GET ");
  for (const auto* name : {"x-got-authorization", "x-got-content-type", "x-got-content-length"})
    EXPECT_EQ(read->header(name), "") << name;

  EXPECT_EQ(send({.method = "HEAD", .url = url()})->body, "");
  EXPECT_EQ(send({.url = url(), .body = "x"})->body, "POST x");
  EXPECT_EQ(send({.method = "DELETE", .url = url()})->body, "DELETE ");
  EXPECT_EQ(send({.url = url(), .body = "y"})->body, "POST y");
}

TEST_F(HttpReuseTest, AnAnswerThatWasCutLeavesTheNextWhole) {
  EXPECT_EQ(send({.url = url(), .body = "12345", .answer_limit = 4})->body, "POST");
  EXPECT_EQ(send({.url = url(), .body = "12345"})->body, "POST 12345");
}

TEST_F(HttpReuseTest, TheAddressIsAskedAboutAgain) {
  EXPECT_TRUE(send({.url = "http://localhost:" + std::to_string(server->port()) + "/"}));
  allowed = false;
  EXPECT_EQ(send({.url = url()}).error().code, base::Errc::denied);
  allowed = true;
  EXPECT_TRUE(send({.url = url()}));
}

TEST_F(HttpReuseTest, AUnixSocketIsOfOneRequestOnly) {
  const base::TemporaryFolder folder;
  const auto path = (folder.path() / "socket").string();
  Listener local(
      loops, {.address = "unix:" + path},
      [this](std::unique_ptr<Stream> stream) { return serve(std::move(stream)); }, base::Log());
  local.start();
  allowed = false;
  EXPECT_EQ(send({.url = url()}).error().code, base::Errc::denied);
  EXPECT_TRUE(send({.url = "http://plugin/", .unix_socket = path}));
  EXPECT_EQ(send({.url = url()}).error().code, base::Errc::denied);
  local.stop(10s);
}

TEST_F(HttpReuseTest, AnAuthorityIsTrustedForOneRequestOnly) {
  const base::TemporaryFolder folder;
  const auto made = make_certificate({"127.0.0.1"});
  base::write_file(folder.path() / "ca", made.ca);
  base::write_file(folder.path() / "crt", made.certificate);
  base::write_file(folder.path() / "key", made.private_key);
  const auto context = TlsContext::server(folder.path() / "crt", folder.path() / "key");
  const auto serve_secured = [&](std::unique_ptr<Stream> stream) -> Task<> {
    const auto secured = co_await stream->accept_tls(*context, soon());
    if (secured) co_await serve(std::move(stream));
  };
  Listener secure(loops, {.address = "127.0.0.1"}, serve_secured, base::Log());
  secure.start();
  const auto there = "https://127.0.0.1:" + std::to_string(secure.port()) + "/";
  const auto trusted = send({.url = there, .ca_file = folder.path() / "ca"});
  ASSERT_TRUE(trusted) << trusted.error().text;
  EXPECT_EQ(send({.url = there}).error().code, base::Errc::gone);
  EXPECT_TRUE(send({.url = there, .ca_file = folder.path() / "ca"}));
  secure.stop(10s);
}

}  // namespace
}  // namespace net
