// PATCH /v1/accounts/{address}/lists/{name}/entries, PATCH /v1/lists/{name}/entries: adds and removes entries
// of an external list, all of them or none.

#include <utility>

#include <boost/json/array.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"

namespace notifyd::api {
namespace {

base::Error not_entries(std::string_view key) {
  return base::fail(base::Errc::syntax, std::string(key) + " must be an array of strings");
}

base::Result<std::vector<std::string>> entries(const boost::json::object& body, std::string_view key) {
  std::vector<std::string> out;
  const auto* value = body.if_contains(key);
  if (value == nullptr) return out;
  if (!value->is_array()) return not_entries(key);
  for (const auto& entry : value->get_array()) {
    if (!entry.is_string()) return not_entries(key);
    out.emplace_back(entry.get_string());
  }
  return out;
}

net::Task<Answer> change_list_entries(const Services& services, Request request) {
  for (const auto& [key, value] : request.body)
    if (key != "add" && key != "remove")
      co_return problem(400, "there is no member " + std::string(key) + ", only add and remove");
  auto add = entries(request.body, "add");
  if (!add) co_return problem(add.error());
  auto remove = entries(request.body, "remove");
  if (!remove) co_return problem(remove.error());
  store::ListChange change{.name = list_named(request), .add = std::move(*add), .remove = std::move(*remove)};
  const auto changed =
      co_await services.store.change_list(owner_of(request), std::move(change), services.list_limits);
  if (!changed) co_return problem(changed.error());
  co_return json(boost::json::object{
      {"added", changed->added}, {"removed", changed->removed}, {"entries", changed->entries}});
}

}  // namespace

extern const Route change_list_entries_route{.method = "PATCH",
                                             .pattern = "/v1/accounts/{address}/lists/{name}/entries",
                                             .access = Access::account,
                                             .run = change_list_entries};
extern const Route change_shared_list_entries_route{.method = "PATCH",
                                                    .pattern = "/v1/lists/{name}/entries",
                                                    .access = Access::administrator,
                                                    .run = change_list_entries};

}  // namespace notifyd::api
