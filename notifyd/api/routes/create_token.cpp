// POST /v1/accounts/{address}/tokens: a new Bearer token of the account, shown this once. The one before it
// ends.

#include "notifyd/api/creation.hpp"
#include "store/auth/token.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_token(const Services& services, Request request) {
  const auto token = store::auth::make_token();
  store::Credential credential{.kind = store::Credential::Kind::api_token,
                               .account = request.account->id,
                               .device = {},
                               .verifier = token.verifier};
  boost::json::object body{{"token", token.shown}};
  co_return co_await create(services, request, std::move(credential), std::move(body));
}

}  // namespace

extern const Route create_token_route{.method = "POST",
                                      .pattern = "/v1/accounts/{address}/tokens",
                                      .access = Access::administrator,
                                      .run = create_token};

}  // namespace notifyd::api
