// Copies the write-ahead log into the database, beside the writer. Never on a log that is copied whole:
// SQLite before 3.51.3 has a race there with a commit that begins the log anew.

#include "store/engines/sqlite/checkpointer.hpp"

#include <sqlite3.h>

namespace store::sqlite {
namespace {

/// A run that finds fewer would cost a sync for nothing.
constexpr std::int64_t least_frames = 2'000;

}  // namespace

Checkpointer::Checkpointer(const std::filesystem::path& database, bool durable)
    : database_(database, Connection::Role::writer, durable), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::committed(std::int64_t frames) {
  {
    const std::lock_guard lock(mutex_);
    if (frames < frames_) copied_ = 0;  // the log has begun anew
    frames_ = frames;
    if (!has_work()) return;
  }
  wake_.notify_one();
}

std::unique_lock<std::mutex> Checkpointer::hold(bool wait) {
  if (wait) return std::unique_lock(copying_);
  return {copying_, std::try_to_lock};
}

bool Checkpointer::has_work() const {
  return frames_ - copied_ >= least_frames;
}

void Checkpointer::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || has_work(); });
      if (stopping_) return;
    }
    const std::lock_guard copying(copying_);
    {
      const std::lock_guard lock(mutex_);
      if (!has_work()) continue;  // the log was begun anew meanwhile
    }
    int frames = 0;
    int copied = 0;
    const int code = sqlite3_wal_checkpoint_v2(database_.database().getHandle(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
    const std::lock_guard lock(mutex_);
    // A failure here is the writer's to report: it meets the same disk. Wait for more frames before the next
    // try.
    copied_ = code == SQLITE_OK && frames <= frames_ ? copied : frames_;
  }
}

}  // namespace store::sqlite
