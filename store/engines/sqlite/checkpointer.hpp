// Copies the write-ahead log into the database, beside the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <thread>

#include "store/engines/sqlite/connection.hpp"

namespace store::sqlite {

/// A thread that runs PASSIVE checkpoints while enough committed frames wait to be copied; the writer begins
/// the log anew (Writer::restart_wal), and nobody else checkpoints.
class Checkpointer {
 public:
  Checkpointer(const std::filesystem::path& database, bool durable);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// The log holds `frames` after a commit. Never blocks.
  void committed(std::int64_t frames);
  /// No checkpoint runs here while the lock is held. Without `wait` it is not had while one runs.
  [[nodiscard]] std::unique_lock<std::mutex> hold(bool wait);

 private:
  void run();
  [[nodiscard]] bool has_work() const;

  Connection database_;
  std::mutex copying_;  // held while a checkpoint runs; before mutex_ where both are
  std::mutex mutex_;
  std::condition_variable wake_;
  std::int64_t frames_ = 0;
  std::int64_t copied_ = 0;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace store::sqlite
