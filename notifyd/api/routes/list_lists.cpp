// GET /v1/accounts/{address}/lists, GET /v1/lists: external lists for scripts (RFC 6134), an account's or
// everybody's.

#include <boost/json/array.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_lists(const Services& services, Request request) {
  const auto lists = co_await services.store.lists(owner_of(request));
  if (!lists) co_return problem(lists.error());
  boost::json::array items;
  for (const auto& list : *lists) items.push_back(to_json(list));
  co_return json(boost::json::object{{"items", items}});
}

}  // namespace

extern const Route list_lists_route{
    .method = "GET", .pattern = "/v1/accounts/{address}/lists", .access = Access::account, .run = list_lists};
extern const Route list_shared_lists_route{
    .method = "GET", .pattern = "/v1/lists", .access = Access::administrator, .run = list_lists};

}  // namespace notifyd::api
