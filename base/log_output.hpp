// Where the log's lines go: many of them with one write(2).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace base {

/// Gathers lines and writes them to a descriptor from a thread of its own, in the order in which they came.
/// Whoever adds a line never waits for the descriptor: while it takes nothing the oldest lines are dropped,
/// and counted.
class LogOutput {
 public:
  struct Options {
    int descriptor = 2;                     ///< stays open; standard error
    std::chrono::milliseconds patience{5};  ///< a line waits so long for company
    std::size_t enough = 32 * 1024;         ///< octets that wait for no more company
    std::size_t limit = 2 * 1024 * 1024;    ///< octets that may wait at all
  };
  explicit LogOutput(Options options);
  /// Writes what waits.
  ~LogOutput();
  LogOutput(const LogOutput&) = delete;
  LogOutput& operator=(const LogOutput&) = delete;

  /// A line with its end. `at_once`: it and what came before it wait for no company.
  void add(std::string_view line, bool at_once);
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  /// What still waits is written if the process ends by a fault of its own (SIGABRT, SIGSEGV and their like).
  /// One LogOutput of the process, the one that asked last.
  void save_at_crash();

 private:
  void run();
  void drop_oldest(std::size_t octets);
  void write(std::string_view lines);
  static void on_crash(int signal);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  bool urgent_ = false;
  bool ending_ = false;
  std::atomic<bool> writing_ = false;  // changes under the mutex
  std::atomic<std::uint64_t> dropped_ = 0;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace base
