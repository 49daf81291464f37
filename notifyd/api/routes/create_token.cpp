// POST /v1/accounts/{address}/tokens: a new Bearer token of the account, shown this once.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"
#include "store/auth/token.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_token(const Services& services, Request request) {
  const auto token = store::auth::make_token();
  const store::Credential credential{.kind = store::Credential::Kind::api_token,
                                     .account = request.account->id,
                                     .device = {},
                                     .verifier = token.verifier};
  const auto kept = co_await services.store.put_credential(credential);
  if (!kept) co_return problem(kept.error());
  co_return json(boost::json::object{{"token", token.shown}}, 201);
}

}  // namespace

extern const Route create_token_route{.method = "POST",
                                      .pattern = "/v1/accounts/{address}/tokens",
                                      .access = Access::administrator,
                                      .run = create_token};

}  // namespace notifyd::api
