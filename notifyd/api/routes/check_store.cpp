// POST /v1/store/check: verifies every invariant of the store.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> check_store(const Services& services, Request /*request*/) {
  const auto broken = co_await services.check_store();
  boost::json::array faults;
  for (const auto& sentence : broken) faults.emplace_back(sentence);
  co_return json(boost::json::object{{"faults", faults}});
}

}  // namespace

extern const Route check_store_route{
    .method = "POST", .pattern = "/v1/store/check", .access = Access::administrator, .run = check_store};

}  // namespace notifyd::api
