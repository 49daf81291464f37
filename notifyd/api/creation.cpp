// What POST makes, once for each Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07).

#include "notifyd/api/creation.hpp"

#include <algorithm>
#include <chrono>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 24h;
constexpr std::size_t longest_key = 255;

bool is_key(std::string_view text) {
  return text.size() <= longest_key && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// A key is its caller's own, and of one address. The parts cannot hold the NUL that parts them.
std::string digest_of(const Request& request, std::string_view key) {
  const auto caller = request.caller.administrator ? 0 : request.caller.account.value;
  const auto account = request.account ? request.account->id.value : 0;
  return base::sha256(std::to_string(caller) + '\0' + std::to_string(account) + '\0' + request.http.path +
                      '\0' + std::string(key));
}

}  // namespace

net::Task<Answer> create(const Services& services, const Request& request, store::Creation creation,
                         boost::json::object body) {
  const auto key = request.http.header("idempotency-key");
  if (!is_key(key)) co_return problem(400, "Idempotency-Key: 1 to 255 visible ASCII characters are expected");
  store::Once once;
  if (!key.empty()) {
    once.key = digest_of(request, key);
    once.request = base::sha256(request.http.body);
    once.answer = boost::json::serialize(body);
    once.until = services.clock.now() + remembered_for;
  }
  const auto made = co_await services.store.create(std::move(creation), std::move(once));
  if (!made) co_return problem(made.error());
  if (made->repeated) body = boost::json::parse(made->answer).as_object();
  if (auto* id = body.if_contains("id")) *id = made->id;
  co_return json(body, 201);
}

}  // namespace notifyd::api
