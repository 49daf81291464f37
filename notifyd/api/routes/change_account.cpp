// PATCH /v1/accounts/{address}: aliases, quota, enabled, password.

#include "notifyd/api/account_json.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"
#include "store/auth/set_password.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> change_account(const Services& services, Request request) {
  const auto account = account_from_json(request.body, *request.account);
  if (!account) co_return problem(account.error());
  auto password = password_from_json(request.body);
  if (!password) co_return problem(password.error());
  // Before anything is kept: a password that cannot be refuses the whole request.
  auto verifier = co_await store::auth::password_verifier(services.pool, std::move(*password));
  if (!verifier) co_return problem(verifier.error());
  const auto id = co_await services.store.put_account(*account);
  if (!id) co_return problem(id.error());
  if (!verifier->empty()) {
    const auto kept = co_await services.store.put_credential(
        {.kind = store::Credential::Kind::password, .account = *id, .verifier = std::move(*verifier)});
    if (!kept) co_return problem(kept.error());
  }
  const auto changed = co_await services.store.account(*id);
  if (!changed) co_return problem(changed.error());
  co_return json(to_json(*changed));
}

}  // namespace

extern const Route change_account_route{.method = "PATCH",
                                        .pattern = "/v1/accounts/{address}",
                                        .access = Access::administrator,
                                        .run = change_account};

}  // namespace notifyd::api
