// Inbound HTTP, octet by octet.

#include "net/http_server.hpp"

#include <stdexcept>

#include "net/http_target.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

class HttpServerTest : public OnLoops {
 protected:
  HttpHandler handler = [this](HttpServerRequest request) -> Task<HttpServerAnswer> {
    if (request.path == "/throw") throw std::runtime_error("secret detail");
    if (request.path == "/empty") co_return HttpServerAnswer{.status = 204};
    HttpServerAnswer answer{.type = "text/plain", .body = request.method + " " + request.path};
    for (const auto& [name, value] : request.query) answer.body += " " + name + "=" + value;
    if (!request.body.empty()) answer.body += " [" + request.body + "]";
    if (request.path == "/split") answer.headers.emplace_back("X-Echo", "a\r\nSet-Cookie: b");
    ++served;
    last = std::move(request);
    co_return answer;
  };
  HttpLimits limits{.header_octets = 2000, .body_octets = 100, .patience = 5s};
  int served = 0;
  HttpServerRequest last;

  /// All that the server answers to `octets` until it closes; the client closes its half first if `close`.
  std::string exchange(std::string octets) {
    std::string answer;
    Listener listener(
        loops, {.address = "127.0.0.1"},
        [this](std::unique_ptr<Stream> stream) { return serve_http(std::move(stream), handler, limits); },
        base::Log());
    listener.start();
    run([&]() -> Task<> {
      const auto connection = co_await dial(listener);
      co_await connection->write(std::move(octets));
      for (bool open = true; open;) {
        const auto part = co_await connection->read_some(10000, soon());
        open = part.has_value();
        if (open) answer += *part;
      }
    });
    listener.stop(5s);
    return answer;
  }
  static std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(HttpServerTest, AnswersAndClosesWhenAskedTo) {
  const auto answer = exchange(get("/v1/devices"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(holds(answer, "\r\nContent-Length: 15\r\n")) << answer;
  EXPECT_TRUE(holds(answer, "\r\nContent-Type: text/plain\r\n"));
  EXPECT_TRUE(holds(answer, "\r\nConnection: close\r\n"));
  EXPECT_TRUE(holds(answer, "\r\nDate: "));
  EXPECT_TRUE(answer.ends_with("\r\n\r\nGET /v1/devices")) << answer;
}

TEST_F(HttpServerTest, DecodesSegmentsSoThatASlashStaysInside) {
  exchange(get("/a%2Fb/c%20d/?q=1+2&q=%26&flag"));
  EXPECT_EQ(last.segments, (std::vector<std::string>{"a/b", "c d", ""}));
  const std::vector<std::pair<std::string, std::string>> query{{"q", "1 2"}, {"q", "&"}, {"flag", ""}};
  EXPECT_EQ(last.query, query);
  EXPECT_EQ(last.peer.address, "127.0.0.1");
  EXPECT_EQ(last.header("host"), "a");
}

TEST_F(HttpServerTest, ServesSeveralRequestsOnOneConnectionInTurn) {
  const auto answer = exchange(
      "POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
      "POST /two HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n" +
      get("/three"));
  EXPECT_EQ(served, 3) << answer;
  EXPECT_LT(answer.find("POST /one [abc]"), answer.find("POST /two [def]"));
  EXPECT_TRUE(answer.ends_with("GET /three")) << answer;
}

TEST_F(HttpServerTest, GivesHeadTheLengthAndNoBody) {
  const auto answer = exchange("HEAD /four HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(holds(answer, "Content-Length: 10\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(HttpServerTest, SendsNoLengthWith204) {
  const auto answer = exchange(get("/empty"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 No Content\r\n")) << answer;
  EXPECT_FALSE(holds(answer, "Content-Length"));
}

TEST_F(HttpServerTest, AsksForTheBodyWhenTheClientWaitsForThat) {
  Listener listener(
      loops, {.address = "127.0.0.1"},
      [this](std::unique_ptr<Stream> stream) { return serve_http(std::move(stream), handler, limits); },
      base::Log());
  listener.start();
  run([&]() -> Task<> {
    const auto connection = co_await dial(listener);
    co_await connection->write(
        "PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: "
        "close\r\n\r\n");
    const auto line = co_await connection->read_line(100, soon());
    EXPECT_EQ(line.value(), "HTTP/1.1 100 Continue");
    co_await connection->write("ok");
    std::string rest;
    for (bool open = true; open;) {
      const auto part = co_await connection->read_some(10000, soon());
      open = part.has_value();
      if (open) rest += *part;
    }
    EXPECT_TRUE(rest.ends_with("PUT /x [ok]")) << rest;
  });
}

TEST_F(HttpServerTest, RefusesWhatItCannotReadAndRunsNoHandler) {
  EXPECT_TRUE(exchange("rubbish\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange("GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_EQ(served, 0);
}

TEST_F(HttpServerTest, RefusesTwoWaysToCountOneBody) {  // request smuggling, RFC 9112 section 11.2
  const auto answer = exchange(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_EQ(served, 0);
}

TEST_F(HttpServerTest, RefusesABodyWhoseEndIsNotKnownAndServesNothingBehindIt) {
  const auto with = [&](const std::string& coding) {
    return exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n" +
                    get("/hidden"));
  };
  for (const std::string& coding : {"identity", "xchunked", "chunked, identity", ""}) {
    EXPECT_TRUE(with(coding).starts_with("HTTP/1.1 400 ")) << coding;
  }
  EXPECT_TRUE(with("gzip, chunked").starts_with("HTTP/1.1 501 "));
  EXPECT_EQ(served, 0);
}

TEST_F(HttpServerTest, LetsAnEmptyLineBeforeARequestThrough) {
  const auto answer = exchange("\r\nGET /one HTTP/1.1\r\nHost: a\r\n\r\n\r\n" + get("/two"));
  EXPECT_EQ(served, 2) << answer;
}

TEST_F(HttpServerTest, TheRefusalOfALargeBodyReachesAClientThatIsStillSending) {
  const std::size_t size = 4 << 20;
  const auto answer = exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
                               "\r\n\r\n" + std::string(size, 'x'));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST_F(HttpServerTest, RefusesABodyThatIsTooLargeHoweverItIsCounted) {
  EXPECT_TRUE(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'))
                  .starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n")
                  .starts_with("HTTP/1.1 413 "));
  const auto chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                       std::string(101, 'x') + "\r\n0\r\n\r\n";
  EXPECT_TRUE(exchange(chunked).starts_with("HTTP/1.1 413 "));
  EXPECT_EQ(served, 0);
}

TEST_F(HttpServerTest, RefusesAChunksExtensionsAndATrailerThatDoNotEnd) {
  const std::string begin = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string much(10'000, 'a');
  for (const std::string& rest :
       {"1;" + much, "1;x\r\nb\r\n1;" + much, "0\r\nX: " + much, "0\r\nX: 1\r\nY: " + much})
    EXPECT_TRUE(exchange(begin + rest).starts_with("HTTP/1.1 400 ")) << rest.substr(0, 20);
  EXPECT_EQ(served, 0);
  const auto answer = exchange(begin + "3;x=y\r\nabc\r\n0\r\nX: 1\r\n\r\n" + get("/next"));
  EXPECT_TRUE(holds(answer, "POST / [abc]")) << answer;
  EXPECT_TRUE(answer.ends_with("GET /next")) << answer;
}

TEST_F(HttpServerTest, RefusesHeadersThatAreTooLarge) {
  const auto answer = exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(3000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer;
  EXPECT_TRUE(holds(answer, "application/problem+json"));
}

TEST_F(HttpServerTest, GivesUpOnARequestThatDoesNotArrive) {
  limits.patience = 1s;
  const auto answer = exchange("GET / HTTP/1.1\r\nHo");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
}

TEST_F(HttpServerTest, HidesWhatAHandlerThrows) {
  const auto answer = exchange("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_FALSE(holds(answer, "secret"));
}

TEST_F(HttpServerTest, NeverLetsAHeaderSplitTheAnswer) {
  EXPECT_FALSE(holds(exchange(get("/split")), "Set-Cookie"));
}

TEST(HttpTargetTest, TakesOriginAndAbsoluteForm) {
  EXPECT_EQ(parse_target("/").value().segments, (std::vector<std::string>{""}));
  EXPECT_EQ(parse_target("/?a=b").value().segments, (std::vector<std::string>{""}));
  EXPECT_EQ(parse_target("http://host/a/b?c").value().segments, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parse_target("/a/../b").value().segments, (std::vector<std::string>{"a", "..", "b"}));
  for (const auto* bad : {"", "*", "a/b", "http:/a", "/%", "/%4", "/%4g", "/?a=%", "/a%00b"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

}  // namespace
}  // namespace net
