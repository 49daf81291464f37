// PATCH /v1/accounts/{address}/devices/{id}: lays the members of the body over the device.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/device_json.hpp"
#include "notifyd/api/devices.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> change_device(const Services& services, Request request) {
  const auto device = co_await find_device(services, request);
  if (!device) co_return problem(device.error());
  const auto changed = from_json(services, request.body, *device);
  if (!changed) co_return problem(changed.error());
  const auto kept = co_await services.store.put_device(*changed);
  if (!kept) co_return problem(kept.error());
  co_return json(to_json_once(*changed, request.body));
}

}  // namespace

extern const Route change_device_route{.method = "PATCH",
                                       .pattern = "/v1/accounts/{address}/devices/{id}",
                                       .access = Access::account,
                                       .run = change_device};

}  // namespace notifyd::api
