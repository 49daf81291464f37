// GET /v1/taps: each account that is watched on a foreign server: since when, up to which message, or why
// not.

#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

/// What was told of lies below this uid; null before the first look.
net::Task<boost::json::value> uid_next(const Services& services, const tap::Status& status) {
  const auto account = co_await services.store.account_by_address(base::text::lowered(status.account));
  if (!account) co_return nullptr;
  const auto cursor = co_await services.store.cursor(account->id, "INBOX");
  if (!cursor || !*cursor) co_return nullptr;
  co_return (*cursor)->uid_next.value;
}

net::Task<Answer> list_taps(const Services& services, Request /*request*/) {
  const auto taps = services.taps();
  boost::json::array items;
  for (const auto& status : taps) {
    auto next = co_await uid_next(services, status);
    boost::json::object item{{"tap", status.tap}, {"account", status.account},   {"state", status.state},
                             {"since", nullptr},  {"uid_next", std::move(next)}, {"reason", status.reason}};
    if (status.since != base::Time{}) item["since"] = mail::rfc3339(status.since);
    items.push_back(std::move(item));
  }
  co_return json(boost::json::object{{"items", std::move(items)}});
}

}  // namespace

extern const Route list_taps_route{
    .method = "GET", .pattern = "/v1/taps", .access = Access::administrator, .run = list_taps};

}  // namespace notifyd::api
