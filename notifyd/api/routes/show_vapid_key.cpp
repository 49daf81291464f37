// GET /v1/vapid: the public key that browsers subscribe with (applicationServerKey).

#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_vapid_key(const Services& services, Request /*request*/) {
  co_return json(boost::json::object{{"public_key", services.vapid_key}});
}

}  // namespace

extern const Route show_vapid_key_route{
    .method = "GET", .pattern = "/v1/vapid", .access = Access::any, .run = show_vapid_key};

}  // namespace notifyd::api
