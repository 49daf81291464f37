// GET /v1/accounts/{address}/lists/{name}, GET /v1/lists/{name}: how many entries an external list has.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_list(const Services& services, Request request) {
  const auto list = co_await services.store.list(owner_of(request), list_named(request));
  if (!list) co_return problem(list.error());
  co_return json(to_json(*list));
}

}  // namespace

extern const Route show_list_route{.method = "GET",
                                   .pattern = "/v1/accounts/{address}/lists/{name}",
                                   .access = Access::account,
                                   .run = show_list};
extern const Route show_shared_list_route{
    .method = "GET", .pattern = "/v1/lists/{name}", .access = Access::administrator, .run = show_list};

}  // namespace notifyd::api
