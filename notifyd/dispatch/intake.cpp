// The fast lane.

#include "notifyd/dispatch/intake.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace notifyd::dispatch {

bool Intake::has_room() {
  if (open_ + waiting_ < capacity_) return true;
  refused_ = true;
  return false;
}

bool Intake::offer(std::vector<store::Item> items) {
  const std::lock_guard lock(mutex_);
  if (items_.size() + items.size() > 2 * capacity_) return false;
  std::ranges::move(items, std::back_inserter(items_));
  waiting_ = items_.size();
  return true;
}

std::vector<store::Item> Intake::take() {
  const std::lock_guard lock(mutex_);
  waiting_ = 0;
  return std::exchange(items_, {});
}

}  // namespace notifyd::dispatch
