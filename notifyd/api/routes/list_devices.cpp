// GET /v1/accounts/{address}/devices: all devices of the account.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/device_json.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_devices(const Services& services, Request request) {
  const auto devices = co_await services.store.devices(request.account->id);
  if (!devices) co_return problem(devices.error());
  boost::json::array items;
  for (const auto& device : *devices) items.push_back(to_json(device));
  co_return json(boost::json::object{{"items", items}});
}

}  // namespace

extern const Route list_devices_route{.method = "GET",
                                      .pattern = "/v1/accounts/{address}/devices",
                                      .access = Access::account,
                                      .run = list_devices};

}  // namespace notifyd::api
