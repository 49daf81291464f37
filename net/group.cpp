// Coroutines that run beside their owner.

#include "net/group.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace net {

Group::Group(boost::asio::any_io_executor loop, std::function<void(std::exception_ptr)> failed)
    : loop_(std::move(loop)), failed_(std::move(failed)) {}

void Group::start(Task<> task) {
  ++running_;
  boost::asio::co_spawn(loop_, std::move(task), [this](const std::exception_ptr& failure) {
    --running_;
    if (failure) failed_(failure);
    ended_.notify();
  });
}

Task<> Group::joined() {
  while (running_ > 0) co_await ended_.wait();
}

Task<> Group::joined_until(Deadline deadline) {
  while (running_ > 0 && std::chrono::steady_clock::now() < deadline) co_await ended_.wait_until(deadline);
}

std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "unknown";
  }
}

}  // namespace net
