// POST /v1/accounts/{address}/devices/{id}/test: pushes a test notification now and tells the outcome.

#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/devices.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> test_device(const Services& services, Request request) {
  const auto device = co_await find_device(services, request);
  if (!device) co_return problem(device.error());
  if (!device->channel) co_return problem(422, "the device has no channel: it hears in band only");
  const auto outcome = co_await services.push_test(*request.account, *device);
  if (!outcome) co_return json(boost::json::object{{"delivered", false}, {"reason", outcome.error().text}});
  co_return json(boost::json::object{{"delivered", true}, {"reason", *outcome}});
}

}  // namespace

extern const Route test_device_route{.method = "POST",
                                     .pattern = "/v1/accounts/{address}/devices/{id}/test",
                                     .access = Access::account,
                                     .run = test_device};

}  // namespace notifyd::api
