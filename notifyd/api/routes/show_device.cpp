// GET /v1/accounts/{address}/devices/{id}: one device.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/device_json.hpp"
#include "notifyd/api/devices.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_device(const Services& services, Request request) {
  const auto device = co_await find_device(services, request);
  if (!device) co_return problem(device.error());
  co_return json(to_json(*device));
}

}  // namespace

extern const Route show_device_route{.method = "GET",
                                     .pattern = "/v1/accounts/{address}/devices/{id}",
                                     .access = Access::account,
                                     .run = show_device};

}  // namespace notifyd::api
