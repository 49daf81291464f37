// Inbound HTTP/1.1 (RFC 9112): Beast parses, the Stream carries, and what no route needs to know is answered
// here.

#include "net/http_server.hpp"

#include <array>
#include <ctime>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/text.hpp"
#include "net/http_target.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
using Clock = std::chrono::steady_clock;

constexpr std::size_t read_octets = 16 * 1024;
constexpr std::uint64_t most_drained = 8 << 20;
constexpr auto drain_patience = std::chrono::seconds(2);

std::string reason_of(int status) {
  return std::string(http::obsolete_reason(static_cast<http::status>(status)));
}

// RFC 9457: what went wrong, for programs.
HttpServerAnswer problem(int status) {
  return {.status = status,
          .type = "application/problem+json",
          .body = R"({"type":"about:blank","title":")" + reason_of(status) + R"(","status":)" +
                  std::to_string(status) + "}"};
}

// RFC 9110 section 5.6.7.
std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 64> text{};
  const auto length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), length};
}

bool fits_a_header(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool may_have_body(int status) {
  return status != 204 && status != 304 && status >= 200;
}

struct Manner {
  bool head = false;        // HEAD: everything but the body
  bool keep_alive = false;  // the connection goes on
};

std::string serialized(const HttpServerAnswer& answer, Manner manner) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason_of(answer.status) + "\r\n";
  const auto add = [&text](std::string_view name, std::string_view value) {
    // A route that echoes what came in must not be able to split the answer.
    if (!fits_a_header(name) || !fits_a_header(value)) throw std::logic_error("a header with CR, LF or NUL");
    text.append(name).append(": ").append(value).append("\r\n");
  };
  add("Date", date_now());
  if (may_have_body(answer.status)) {
    if (!answer.type.empty()) add("Content-Type", answer.type);
    add("Content-Length", std::to_string(answer.body.size()));
  }
  for (const auto& [name, value] : answer.headers) add(name, value);
  add("Connection", manner.keep_alive ? "keep-alive" : "close");
  text += "\r\n";
  if (may_have_body(answer.status) && !manner.head) text += answer.body;
  return text;
}

/// How the arrival of a request ended: status 0 and complete, or an answer to give, or neither (just close).
struct Arrival {
  bool complete = false;
  int status = 0;
};

int status_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

/// One connection: what has come and was not parsed yet, and the requests in turn.
class Conversation {
 public:
  Conversation(Stream& stream, const HttpHandler& handler, HttpLimits limits)
      : stream_(stream), handler_(handler), limits_(limits) {}

  Task<> run() {
    for (bool more = true; more;) {
      if (octets_.empty()) {
        std::string().swap(octets_);  // an idle connection holds no buffer
        const Woke woke = co_await stream_.wait(Clock::now() + limits_.patience);
        if (woke != Woke::ready) co_return;
      }
      more = co_await one();
    }
  }

 private:
  /// Answers one request; false if it was the last.
  Task<bool> one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_octets));
    parser.body_limit(boost::none);  // until the header is there: then receive() sees what it announces
    const Arrival arrival = co_await receive(parser);
    if (!arrival.complete) {
      if (arrival.status == 0) co_return false;
      const auto answer = problem(arrival.status);
      const auto sent = co_await stream_.write(serialized(answer, Manner{}));
      if (sent && arrival.status == 413) co_await drain(parser);
      stream_.close();
      co_return false;
    }
    const Manner manner{.head = parser.get().method() == http::verb::head,
                        .keep_alive = parser.keep_alive() && !stream_.stopping()};
    auto request = request_of(parser);
    if (!request) {
      const auto answer = problem(400);
      co_await reply(answer, Manner{.head = manner.head});
      co_return false;
    }
    co_await handle(std::move(*request), manner);
    co_return manner.keep_alive;
  }

  /// A handler that throws is answered 500 without detail, and then ends the session as everywhere else.
  Task<> handle(HttpServerRequest request, Manner manner) {
    std::exception_ptr failure;
    HttpServerAnswer answer;
    try {
      answer = co_await handler_(std::move(request));
    } catch (const std::exception&) {
      failure = std::current_exception();
      answer = problem(500);
      manner.keep_alive = false;
    }
    co_await reply(answer, manner);
    if (failure) std::rethrow_exception(failure);
  }

  Task<Arrival> receive(Parser& parser) {
    const Deadline deadline = Clock::now() + limits_.patience;
    bool asked_for_more = false;
    for (;;) {
      boost::system::error_code error;
      // RFC 9112 section 2.2: an empty line before the request line is let through.
      while (!parser.got_some() && octets_.starts_with("\r\n")) octets_.erase(0, 2);
      if (!octets_.empty()) {
        const auto used = parser.put(asio::buffer(octets_), error);
        octets_.erase(0, used);
        if (error && error != http::error::need_more) co_return Arrival{.status = status_of(error)};
      }
      if (parser.is_header_done())
        if (const int refused = framing_fault(parser); refused != 0) co_return Arrival{.status = refused};
      if (parser.is_done()) co_return Arrival{.complete = true};
      if (parser.is_header_done() && !parser.eager()) {
        parser.eager(true);
        parser.body_limit(limits_.body_octets);  // for chunks, which announce nothing
        if (too_large(parser)) co_return Arrival{.status = 413};
        if (!octets_.empty()) continue;
      }
      if (parser.is_header_done() && !std::exchange(asked_for_more, true) && expects_continue(parser)) {
        const auto sent = co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!sent) co_return Arrival{};
      }
      // Beast takes a chunk's line with its extensions, and the trailer, only whole, and sets them no limit.
      if (parser.is_header_done() && octets_.size() > limits_.header_octets) co_return Arrival{.status = 400};
      const auto got = co_await read_more(deadline);
      if (!got) co_return Arrival{.status = answer_to(got.error())};
    }
  }

  /// Of a request that did not arrive; 0: there is nobody to answer.
  static int answer_to(const base::Error& failure) {
    if (failure.code == base::Errc::timed_out) return 408;
    return failure.code == base::Errc::try_later ? 503 : 0;
  }

  /// RFC 9112 sections 6.1 and 6.3: where a body ends is known of "chunked" alone. Behind anything else a
  /// request that somebody before us did not see could hide. 0: nothing is wrong.
  static int framing_fault(const Parser& parser) {
    const auto coding = parser.get().find(http::field::transfer_encoding);
    if (coding == parser.get().end()) return 0;
    const auto value = coding->value();
    if (base::text::same_ignoring_case({value.data(), value.size()}, "chunked")) return 0;
    return parser.chunked() ? 501 : 400;
  }

  bool too_large(const Parser& parser) const {
    const auto length = parser.content_length();
    return length && *length > limits_.body_octets;
  }

  /// RFC 9112 section 9.6: a reset for octets that nobody read would take the answer away from a client that
  /// is still sending. What it has announced is read, if it is not too much.
  Task<> drain(const Parser& parser) {
    const auto length = parser.content_length();
    if (!length || *length > most_drained || expects_continue(parser)) co_return;  // chunks: it is not known
    const Deadline until = Clock::now() + drain_patience;
    for (std::uint64_t come = octets_.size(); come < *length; come += octets_.size()) {
      octets_.clear();
      const auto got = co_await read_more(until);
      if (!got) co_return;
    }
  }

  static bool expects_continue(const Parser& parser) {
    const auto expect = parser.get()[http::field::expect];
    return base::text::same_ignoring_case({expect.data(), expect.size()}, "100-continue");
  }

  Task<base::Result<void>> read_more(Deadline deadline) {
    const std::size_t held = octets_.size();
    octets_.resize(held + read_octets);
    const auto got = co_await stream_.read(std::span(octets_).subspan(held), deadline);
    octets_.resize(held + (got ? *got : 0));
    if (!got) co_return got.error();
    co_return base::Result<void>();
  }

  Task<> reply(const HttpServerAnswer& answer, Manner manner) {
    const auto sent = co_await stream_.write(serialized(answer, manner));
    if (!sent || !manner.keep_alive) stream_.close();
  }

  base::Result<HttpServerRequest> request_of(Parser& parser) const {
    auto& message = parser.get();
    const auto target = message.target();
    auto parsed = parse_target({target.data(), target.size()});
    if (!parsed) return parsed.error();
    // RFC 9112 section 3.2: exactly one Host in HTTP/1.1.
    if (message.version() >= 11 && message.count(http::field::host) != 1)
      return base::fail(base::Errc::syntax, "one Host header is needed");
    HttpServerRequest request{.method = std::string(message.method_string()),
                              .path = "/" + base::text::join(parsed->segments, "/"),
                              .segments = std::move(parsed->segments),
                              .query = std::move(parsed->query),
                              .body = std::move(message.body()),
                              .peer = stream_.peer(),
                              .tls = stream_.is_tls()};
    for (const auto& field : message) {
      const auto name = field.name_string();
      request.headers.emplace_back(base::text::lowered({name.data(), name.size()}),
                                   std::string(field.value()));
    }
    return request;
  }

  Stream& stream_;
  const HttpHandler& handler_;
  HttpLimits limits_;
  std::string octets_;
};

}  // namespace

std::string_view HttpServerRequest::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

Task<> serve_http(std::unique_ptr<Stream> stream, const HttpHandler& handler, HttpLimits limits) {
  Conversation conversation(*stream, handler, limits);
  co_await conversation.run();
}

}  // namespace net
