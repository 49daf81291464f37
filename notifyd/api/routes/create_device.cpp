// POST /v1/accounts/{address}/devices: registers a device; its password is shown this once.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/device_json.hpp"
#include "notifyd/api/route.hpp"
#include "store/auth/set_password.hpp"
#include "store/auth/token.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_device(const Services& services, Request request) {
  auto device = from_json(services, request.body, {});
  if (!device) co_return problem(device.error());
  device->account = request.account->id;
  device->created = services.clock.now();
  const auto id = co_await services.store.put_device(*device);
  if (!id) co_return problem(id.error());
  device->id = *id;
  const auto password = store::auth::make_password();
  const store::auth::PasswordOwner owner{.account = device->account, .device = *id};
  const auto kept = co_await store::auth::set_password(services.store, services.pool, owner, password);
  if (!kept) co_return problem(kept.error());
  auto body = to_json(*device);
  body["login"] = request.account->address + "/" + device->name;
  body["password"] = password;
  co_return json(body, 201);
}

}  // namespace

extern const Route create_device_route{.method = "POST",
                                       .pattern = "/v1/accounts/{address}/devices",
                                       .access = Access::account,
                                       .run = create_device};

}  // namespace notifyd::api
