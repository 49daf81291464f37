// A full disk as the log shows it.

#include "store/engines/sqlite/full_disk.hpp"

#include <chrono>
#include <utility>

namespace store::sqlite {
namespace {

constexpr auto between_lines = std::chrono::minutes(1);

}  // namespace

void FullDisk::refused(std::uint64_t operations) {
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  unsaid_ += operations;
  if (said_ && now - *said_ < between_lines) return;
  said_ = now;
  log_.error("disk_full", {{"refused", std::exchange(unsaid_, 0)},
                           {"advice", "make room: what is refused comes again by itself"}});
}

}  // namespace store::sqlite
