// POST /v1/accounts: makes an account with its INBOX.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/account_json.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_account(const Services& services, Request request) {
  auto account = account_from_json(request.body, {});
  if (!account) co_return problem(account.error());
  const auto password = text(request.body, "password");
  if (!password) co_return problem(password.error());
  account->created = services.clock.now();
  const auto id = co_await services.store.put_account(*account);
  if (!id) co_return problem(id.error());
  const auto secret = co_await set_password(services, *id, *password);
  if (!secret) co_return problem(secret.error());
  const auto made = co_await services.store.account(*id);
  if (!made) co_return problem(made.error());
  co_return json(to_json(*made), 201);
}

}  // namespace

extern const Route create_account_route{
    .method = "POST", .pattern = "/v1/accounts", .access = Access::administrator, .run = create_account};

}  // namespace notifyd::api
