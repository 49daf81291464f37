// DELETE /v1/accounts/{address}/devices/{id}: the device, its password and what waits for it.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/devices.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_device(const Services& services, Request request) {
  const auto device = co_await find_device(services, request);
  if (!device) co_return problem(device.error());
  const auto dropped = co_await services.store.drop_device(request.account->id, device->id);
  if (!dropped) co_return problem(dropped.error());
  co_return no_content();
}

}  // namespace

extern const Route delete_device_route{.method = "DELETE",
                                       .pattern = "/v1/accounts/{address}/devices/{id}",
                                       .access = Access::account,
                                       .run = delete_device};

}  // namespace notifyd::api
