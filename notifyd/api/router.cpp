// From an HTTP request to its route: token, pattern, account, JSON body.

#include "notifyd/api/router.hpp"

#include <array>

#include <boost/json/parse.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "store/auth/token.hpp"

namespace notifyd::api {

#define ROUTE(name) extern const Route name##_route;
#include "notifyd/api/routes.def"
#undef ROUTE

namespace {

#define ROUTE(name) &name##_route,
constexpr std::array all{
#include "notifyd/api/routes.def"
};
#undef ROUTE

/// The values of {names} if `segments` fit `pattern`.
std::optional<std::map<std::string, std::string>> fit(std::string_view pattern,
                                                      const std::vector<std::string>& segments) {
  const auto parts = base::text::split(pattern.substr(1), '/');
  if (parts.size() != segments.size()) return std::nullopt;
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{'))
      values.emplace(parts[i].substr(1, parts[i].size() - 2), segments[i]);
    else if (parts[i] != segments[i])
      return std::nullopt;
  }
  return values;
}

struct Found {
  const Route* route = nullptr;
  std::map<std::string, std::string> path;
  std::string allowed;  ///< methods of this address, if the method did not fit
};

/// HEAD is GET whose body the server leaves out (RFC 9110 section 9.3.2).
bool fits(std::string_view method, std::string_view asked) {
  return method == asked || (method == "GET" && asked == "HEAD");
}

Found find(const net::HttpServerRequest& request) {
  Found found;
  for (const auto* route : all) {
    auto path = fit(route->pattern, request.segments);
    if (!path) continue;
    if (fits(route->method, request.method)) return {.route = route, .path = std::move(*path), .allowed = {}};
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route->method);
    if (route->method == "GET") found.allowed += ", HEAD";
  }
  return found;
}

bool is_json(const net::HttpServerRequest& request) {
  const auto type = request.header("content-type");
  return base::text::same_ignoring_case(base::text::trimmed(type.substr(0, type.find(';'))),
                                        "application/json");
}

base::Result<boost::json::object> body_of(const net::HttpServerRequest& request) {
  if (request.body.empty()) return boost::json::object{};
  boost::system::error_code error;
  auto value = boost::json::parse(request.body, error, {}, {.max_depth = 16});
  if (error || !value.is_object()) return base::fail(base::Errc::syntax, "the body must be one JSON object");
  return std::move(value.as_object());
}

}  // namespace

std::span<const Route* const> routes() {
  return all;
}

Router::Router(Services services, std::string administrator_token_hash, base::Log log)
    : services_(std::move(services)),
      administrator_token_hash_(std::move(administrator_token_hash)),
      log_(std::move(log)) {}

net::Task<std::optional<Caller>> Router::caller_of(std::string authorization) const {
  if (!base::text::starts_with_ignoring_case(authorization, "Bearer ")) co_return std::nullopt;
  const std::string token(base::text::trimmed(std::string_view(authorization).substr(7)));
  if (base::same_secret(store::auth::token_verifier(token), administrator_token_hash_))
    co_return Caller{.administrator = true, .account = {}};
  const auto credential = co_await store::auth::check_token(services_.store, token);
  if (!credential || !*credential) co_return std::nullopt;
  co_return Caller{.administrator = false, .account = (*credential)->account};
}

net::Task<Answer> Router::answer(net::HttpServerRequest request) const {
  const std::string authorization(request.header("authorization"));
  const std::string peer = request.peer.address;
  if (services_.brake.holds_off(peer, ""))
    co_return problem(429, "too many wrong tokens or passwords from here");
  const auto caller = co_await caller_of(authorization);
  if (!caller && !authorization.empty()) {
    const auto delay = services_.brake.failed(peer, "");
    log_.info("token_refused", {{"peer", peer}, {"delay_seconds", delay.count()}});
    if (delay > std::chrono::seconds(0)) co_await net::sleep_until(std::chrono::steady_clock::now() + delay);
  }
  if (!caller) co_return problem(401, "send a token as `Authorization: Bearer TOKEN`");
  co_return co_await answer_as(*caller, std::move(request));
}

net::Task<Answer> Router::answer_as(Caller caller, net::HttpServerRequest request) const {
  auto found = find(request);
  if (found.route == nullptr && found.allowed.empty()) co_return problem(404, "there is no such address");
  if (found.route == nullptr) {
    auto refusal = problem(405, "this address has the methods " + found.allowed);
    refusal.headers.emplace_back("Allow", found.allowed);
    co_return refusal;
  }
  if (!request.body.empty() && !is_json(request)) co_return problem(415, "send a body as application/json");
  auto body = body_of(request);
  if (!body) co_return problem(body.error());
  Request call{.http = std::move(request),
               .caller = caller,
               .path = std::move(found.path),
               .body = std::move(*body),
               .account = {}};
  co_return co_await run(*found.route, std::move(call));
}

net::Task<Answer> Router::run(const Route& route, Request request) const {
  if (route.access == Access::administrator && !request.caller.administrator)
    co_return problem(403, "this takes the administrator's token");
  const auto address = request.path.find("address");
  if (address != request.path.end()) {
    // A user's own account is read by its id, so that an unknown address and another user's take the same
    // way.
    auto account = request.caller.administrator
                       ? co_await services_.store.account_by_address(base::text::lowered(address->second))
                       : co_await services_.store.account(request.caller.account);
    const bool is_own =
        request.caller.administrator || (account && account->address == base::text::lowered(address->second));
    if (!account || !is_own) co_return problem(404, "there is no such account");
    request.account = std::move(*account);
  }
  try {
    co_return co_await route.run(services_, std::move(request));
  } catch (const std::exception& failure) {
    log_.error("api_failed", {{"route", route.pattern}, {"why", failure.what()}});
  }
  co_return problem(500, "the log of the server says more");
}

}  // namespace notifyd::api
