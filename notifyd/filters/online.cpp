// Whether a device can hear at once (RFC 5435 section 5).

#include "notifyd/filters/online.hpp"

#include <algorithm>

namespace notifyd::filters {

net::Task<std::string> online(store::Store& store, const store::Presence& presence, mail::AccountId account,
                              std::string device) {
  const auto devices = co_await store.devices(account);
  if (!devices) co_return "maybe";
  const auto found = std::ranges::find(*devices, device, &store::Device::name);
  if (found == devices->end() || !found->retired.empty()) co_return "no";
  co_return presence.listens(account, found->id) ? "yes" : "maybe";
}

}  // namespace notifyd::filters
