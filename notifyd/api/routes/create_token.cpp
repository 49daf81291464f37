// POST /v1/accounts/{address}/tokens: a new Bearer token of the account, shown this once.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_token(const Services& services, Request request) {
  const auto token = "nfd_" + base::text::base64url(base::random_octets(32));
  store::Credential credential{.kind = store::Credential::Kind::api_token, .account = request.account->id};
  credential.verifier = base::text::hex(base::sha256(token));
  const auto kept = co_await services.store.put_credential(credential);
  if (!kept) co_return problem(kept.error());
  co_return json(boost::json::object{{"token", token}}, 201);
}

}  // namespace

extern const Route create_token_route{.method = "POST",
                                      .pattern = "/v1/accounts/{address}/tokens",
                                      .access = Access::administrator,
                                      .run = create_token};

}  // namespace notifyd::api
