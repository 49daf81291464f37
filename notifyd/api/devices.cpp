// What the routes of devices share.

#include "notifyd/api/devices.hpp"

#include <string>

namespace notifyd::api {

net::Task<base::Result<store::Device>> find_device(const Services& services, const Request& request) {
  const auto devices = co_await services.store.devices(request.account->id);
  if (!devices) co_return devices.error();
  const auto& wanted = request.path.at("id");
  for (const auto& device : *devices)
    if (device.name == wanted || std::to_string(device.id.value) == wanted) co_return device;
  co_return base::fail(base::Errc::not_found, "there is no such device");
}

}  // namespace notifyd::api
