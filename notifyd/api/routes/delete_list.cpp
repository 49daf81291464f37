// DELETE /v1/accounts/{address}/lists/{name}, DELETE /v1/lists/{name}: removes an external list and its
// entries.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_list(const Services& services, Request request) {
  const auto dropped = co_await services.store.drop_list(owner_of(request), list_named(request));
  if (!dropped) co_return problem(dropped.error());
  co_return no_content();
}

}  // namespace

extern const Route delete_list_route{.method = "DELETE",
                                     .pattern = "/v1/accounts/{address}/lists/{name}",
                                     .access = Access::account,
                                     .run = delete_list};
extern const Route delete_shared_list_route{
    .method = "DELETE", .pattern = "/v1/lists/{name}", .access = Access::administrator, .run = delete_list};

}  // namespace notifyd::api
