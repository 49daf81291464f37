// What the routes of external lists share (RFC 6134).

#include "notifyd/api/lists.hpp"

#include "sieve/list_name.hpp"

namespace notifyd::api {

mail::AccountId owner_of(const Request& request) {
  return request.account ? request.account->id : mail::AccountId{};
}

std::string list_named(const Request& request) {
  return sieve::list_uri(request.path.at("name"));
}

boost::json::object to_json(const store::List& list) {
  return {{"name", list.name}, {"entries", list.entries}};
}

}  // namespace notifyd::api
