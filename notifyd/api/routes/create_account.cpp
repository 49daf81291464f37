// POST /v1/accounts: makes an account with its INBOX.

#include "notifyd/api/account_json.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/creation.hpp"
#include "store/auth/set_password.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_account(const Services& services, Request request) {
  auto account = account_from_json(request.body, {});
  if (!account) co_return problem(account.error());
  auto password = password_from_json(request.body);
  if (!password) co_return problem(password.error());
  auto verifier = co_await store::auth::password_verifier(services.pool, std::move(*password));
  if (!verifier) co_return problem(verifier.error());
  account->created = services.clock.now();
  auto body = to_json(*account);
  store::NewAccount fresh{.account = std::move(*account), .verifier = std::move(*verifier)};
  co_return co_await create(services, request, std::move(fresh), std::move(body));
}

}  // namespace

extern const Route create_account_route{
    .method = "POST", .pattern = "/v1/accounts", .access = Access::administrator, .run = create_account};

}  // namespace notifyd::api
