// The loop of the load programs over epoll(7).

#include "bench/support/loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace bench {

using namespace std::chrono_literals;

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Loop::~Loop() {
  ::close(epoll_);
}

void Loop::watch(int fd, Call on_input) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  inputs_[fd] = std::move(on_input);
}

void Loop::forget(int fd) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  inputs_.erase(fd);
}

void Loop::at(Clock::time_point when, Call call) {
  timers_.emplace(when, std::move(call));
}

void Loop::run() {
  running_ = true;
  while (running_) turn();
}

bool Loop::run_until(const std::function<bool()>& done, std::chrono::milliseconds patience) {
  const auto end = Clock::now() + patience;
  while (!done() && Clock::now() < end) turn();
  return done();
}

int Loop::wait_ms() const {
  auto wait = 100ms;  // whoever asks run_until() looks again that often
  if (!timers_.empty())
    wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now()),
                      0ms, wait);
  return static_cast<int>(wait.count());
}

void Loop::turn() {
  std::array<epoll_event, 256> events;
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms());
  if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
  for (int i = 0; i < count; ++i) {
    const auto found = inputs_.find(events[static_cast<std::size_t>(i)].data.fd);
    if (found == inputs_.end()) continue;
    const Call call = found->second;  // a copy: it may forget itself
    call();
  }
  while (!timers_.empty() && timers_.begin()->first <= Clock::now()) {
    const Call call = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    call();
  }
}

}  // namespace bench
