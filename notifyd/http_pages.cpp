// What the HTTP listeners answer.

#include "notifyd/http_pages.hpp"

#include "notifyd/api/answers.hpp"

namespace notifyd {
namespace {

net::HttpServerAnswer text_page(int status, std::string body) {
  return {.status = status,
          .type = "text/plain; version=0.0.4; charset=utf-8",
          .body = std::move(body),
          .headers = {}};
}

net::Task<net::HttpServerAnswer> ready_page(store::Store& store) {
  bool answers = false;
  try {
    const auto setting = co_await store.setting("vapid_keys");
    answers = setting.has_value();
  } catch (const std::exception&) {
    answers = false;  // that it does not answer is what the page says
  }
  co_return text_page(answers ? 200 : 503, answers ? "ready\n" : "the store does not answer\n");
}

/// What the pages are made from.
struct Sources {
  const api::Router& router;
  Numbers& numbers;
  store::Store& store;
};

net::Task<net::HttpServerAnswer> answer(Sources sources, net::HttpServerRequest request) {
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  const std::string page = request.segments.size() == 1 ? request.segments.front() : "";
  if (!is_read && (page == "metrics" || page == "healthz" || page == "readyz")) {
    auto refusal = api::problem(405, "this address has the methods GET, HEAD");
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    co_return refusal;
  }
  if (page == "metrics") {
    auto numbers = co_await sources.numbers.page();
    co_return text_page(200, std::move(numbers));
  }
  if (page == "healthz") co_return text_page(200, "alive\n");
  if (page == "readyz") co_return co_await ready_page(sources.store);
  co_return co_await sources.router.answer(std::move(request));
}

}  // namespace

net::HttpHandler api_pages(const api::Router& router, Numbers& numbers, store::Store& store) {
  const Sources sources{.router = router, .numbers = numbers, .store = store};
  return [sources](net::HttpServerRequest request) { return answer(sources, std::move(request)); };
}

net::HttpHandler control_pages(const api::Router& router) {
  return [&router](net::HttpServerRequest request) {
    return router.answer_as({.administrator = true, .account = {}}, std::move(request));
  };
}

net::Task<> serve_pages(std::unique_ptr<net::Stream> stream, net::TlsContext* tls, net::HttpHandler handler,
                        std::chrono::seconds patience) {
  if (tls != nullptr) {
    const auto secured = co_await stream->accept_tls(*tls, std::chrono::steady_clock::now() + patience);
    if (!secured) co_return;
  }
  const net::HttpLimits limits{.patience = patience};
  co_await net::serve_http(std::move(stream), handler, limits);
}

}  // namespace notifyd
