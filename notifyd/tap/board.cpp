// How it stands with each tapped account.

#include "notifyd/tap/board.hpp"

#include <utility>

namespace notifyd::tap {

std::size_t Board::add(Status status) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(status));
  return lines_.size() - 1;
}

void Board::change(std::size_t line, std::string state, std::string reason, base::Time since) {
  const std::lock_guard lock(mutex_);
  auto& status = lines_.at(line);
  status.state = std::move(state);
  status.reason = std::move(reason);
  status.since = since;
}

std::vector<Status> Board::all() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

}  // namespace notifyd::tap
