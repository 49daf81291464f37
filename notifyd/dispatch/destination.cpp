// The hosts and gateways that pushes go to.

#include "notifyd/dispatch/destination.hpp"

namespace notifyd::dispatch {

Destination& Destinations::of(const std::string& name) {
  const auto found = known_.find(name);
  if (found != known_.end()) return *found->second;
  if (known_.size() >= many)
    std::erase_if(known_, [](const auto& entry) { return entry.second->pushes == 0; });
  return *known_.emplace(name, std::make_unique<Destination>(settings_)).first->second;
}

}  // namespace notifyd::dispatch
