// GET /v1/accounts/{address}/lists/{name}/entries, GET /v1/lists/{name}/entries: what an external list holds,
// a page at a time (?after=ENTRY&limit=N).

#include <boost/json/array.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_list_entries(const Services& services, Request request) {
  const auto limit = page_limit(request);
  if (!limit) co_return problem(limit.error());
  const auto entries = co_await services.store.list_entries(owner_of(request), list_named(request),
                                                            query(request, "after"), *limit);
  if (!entries) co_return problem(entries.error());
  boost::json::array items;
  for (const auto& entry : *entries) items.push_back(boost::json::object{{"entry", entry}});
  boost::json::object page{{"items", items}};
  if (entries->size() == *limit) page["next"] = entries->back();
  co_return json(page);
}

}  // namespace

extern const Route show_list_entries_route{.method = "GET",
                                           .pattern = "/v1/accounts/{address}/lists/{name}/entries",
                                           .access = Access::account,
                                           .run = show_list_entries};
extern const Route show_shared_list_entries_route{.method = "GET",
                                                  .pattern = "/v1/lists/{name}/entries",
                                                  .access = Access::administrator,
                                                  .run = show_list_entries};

}  // namespace notifyd::api
