// DELETE /v1/accounts/{address}: the account with all it holds.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_account(const Services& services, Request request) {
  const auto dropped = co_await services.store.drop_account(request.account->id);
  if (!dropped) co_return problem(dropped.error());
  co_return no_content();
}

}  // namespace

extern const Route delete_account_route{.method = "DELETE",
                                        .pattern = "/v1/accounts/{address}",
                                        .access = Access::administrator,
                                        .run = delete_account};

}  // namespace notifyd::api
