// Several coroutines at once, awaited together.

#include "net/all.hpp"

#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "net/group.hpp"

namespace net {

Task<> all(std::vector<Task<>> tasks) {
  const boost::asio::any_io_executor loop = co_await boost::asio::this_coro::executor;
  std::exception_ptr first;
  Group group(loop, [&first](const std::exception_ptr& failure) {
    if (!first) first = failure;
  });
  for (Task<>& task : tasks) group.start(std::move(task));
  co_await group.joined();
  if (first) std::rethrow_exception(first);
}

}  // namespace net
