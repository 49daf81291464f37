// What methods of notify have in common.

#include "sieve/method.hpp"

#include <algorithm>

namespace sieve {

const char* drop_notified(const std::vector<Action>& actions, Notify& notify) {
  for (const auto& action : actions) {
    const auto* earlier = std::get_if<Notify>(&action);
    if (earlier == nullptr || earlier->scheme != notify.scheme) continue;
    std::erase_if(notify.endpoints, [&](const std::string& endpoint) {
      return std::ranges::find(earlier->endpoints, endpoint) != earlier->endpoints.end();
    });
  }
  return notify.endpoints.empty() ? "this endpoint is notified already" : nullptr;
}

}  // namespace sieve
