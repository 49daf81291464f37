// POST /v1/accounts/{address}/devices: registers a device; its password is shown this once.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/creation.hpp"
#include "notifyd/api/device_json.hpp"
#include "store/auth/set_password.hpp"
#include "store/auth/token.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> create_device(const Services& services, Request request) {
  auto device = from_json(services, request.body, {});
  if (!device) co_return problem(device.error());
  const auto password = store::auth::make_password();
  auto verifier = co_await store::auth::password_verifier(services.pool, password);
  if (!verifier) co_return problem(verifier.error());
  device->account = request.account->id;
  device->created = services.clock.now();
  auto body = to_json_once(*device, request.body);
  body["login"] = request.account->address + "/" + device->name;
  body["password"] = password;
  store::NewDevice fresh{.device = std::move(*device), .verifier = std::move(*verifier)};
  co_return co_await create(services, request, std::move(fresh), std::move(body));
}

}  // namespace

extern const Route create_device_route{.method = "POST",
                                       .pattern = "/v1/accounts/{address}/devices",
                                       .access = Access::account,
                                       .run = create_device};

}  // namespace notifyd::api
