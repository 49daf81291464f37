// GET /v1/accounts/{address}: one account.

#include "notifyd/api/account_json.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_account(const Services& /*services*/, Request request) {
  co_return json(to_json(*request.account));
}

}  // namespace

extern const Route show_account_route{
    .method = "GET", .pattern = "/v1/accounts/{address}", .access = Access::account, .run = show_account};

}  // namespace notifyd::api
