// Appends bodies to segment files: one thread, one fdatasync for all that wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/body.hpp"
#include "base/clock.hpp"
#include "base/folder.hpp"
#include "base/result.hpp"
#include "net/hand_over.hpp"
#include "net/task.hpp"

namespace store::segments {

/// Where a body lies.
struct Place {
  std::int64_t id = 0;
  std::uint32_t segment = 0;
  std::uint64_t position = 0;  ///< of its header
};

struct Record {
  std::int64_t id = 0;  ///< 0: a new body, which gets its id here
  base::Body body;
  base::Time received;
};

/// Never appends to a segment that it did not create: a process begins a new one with its first body. After a
/// failed fdatasync a segment is never synced again, since the kernel drops the error once it was told.
class Log {
 public:
  struct Options {
    std::filesystem::path folder;
    std::uint32_t first_number = 1;  ///< above every segment that was ever there
    base::ByteCount size_limit = 256 << 20;
    bool durable = true;
    /// Before a new body's place is told to anyone; on the log's thread.
    std::function<void(const Place&, base::Time)> on_placed;
    /// Told once, when the disk has failed.
    std::function<void(std::string)> on_broken;
    /// So many bodies were refused since the disk is full; on the log's thread.
    std::function<void(std::size_t)> on_full;
    /// Tests: stands in for fdatasync; returns 0 or an errno.
    std::function<int(int)> sync;
  };
  explicit Log(Options options);
  /// Finishes what waits.
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Durable on return. no_space; an exception if the disk has failed.
  net::Task<base::Result<Place>> put(Record record);
  /// The same for many, on a thread that may block.
  base::Result<std::vector<Place>> put_now(std::vector<Record> records);
  /// The next body begins a new segment; waits for what is being written. On a thread that may block.
  void seal();
  /// Segments with a lower number are sealed: nothing is written to them any more.
  [[nodiscard]] std::uint32_t sealed_below() const { return sealed_below_; }

 private:
  struct Waiting {
    Record record;
    Place place;
    std::optional<base::Error> refused;
    std::exception_ptr failure;
    std::function<void()> resume;
    [[nodiscard]] base::Result<Place> answer() const;
  };
  using Batch = std::deque<Waiting*>;

  void submit(std::vector<Waiting*> waiting);
  void run();
  void write(const Batch& batch);
  void append(const Batch& batch);
  void append_some(const Batch::const_iterator& begin, const Batch::const_iterator& end);
  void begin_segment();
  void sync();
  void cut_back();
  void close_segment();

  Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Batch waiting_;
  bool stopping_ = false;
  bool seal_ = false;
  std::condition_variable sealed_;
  std::atomic<std::uint32_t> sealed_below_;

  // Of the log's thread only:
  base::Descriptor file_;
  std::uint32_t next_number_;
  std::uint32_t number_ = 0;  // of file_
  std::uint64_t end_ = 0;     // of what is durable in it
  std::uint64_t written_ = 0;
  bool broken_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace store::segments
