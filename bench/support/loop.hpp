// One thread's event loop for the load programs: epoll and timers, and nothing of the server's own code.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <unordered_map>

namespace bench {

using Clock = std::chrono::steady_clock;

class Loop {
 public:
  using Call = std::function<void()>;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// `on_input` is called whenever `fd` can be read, until forget(). Level-triggered.
  void watch(int fd, Call on_input);
  void forget(int fd);
  void at(Clock::time_point when, Call call);
  /// Returns soon after stop().
  void run();
  void stop() { running_ = false; }
  /// run() until `done`, at most for `patience`; whether it became true.
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds patience);

 private:
  void turn();
  [[nodiscard]] int wait_ms() const;

  int epoll_;
  bool running_ = false;
  std::unordered_map<int, Call> inputs_;
  std::multimap<Clock::time_point, Call> timers_;
};

}  // namespace bench
