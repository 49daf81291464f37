// Waiting until a descriptor can be read or written.

#include "net/readiness.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/alarms.hpp"

namespace net {

namespace asio = boost::asio;

struct Readiness::State {
  State(const asio::any_io_executor& loop, base::Descriptor fd)
      : descriptor(loop, fd.get()), alarms(Alarms::of(loop)) {
    fd.release();
    descriptor.native_non_blocking(true);
  }
  asio::posix::stream_descriptor descriptor;
  Alarms& alarms;
};

Readiness::Readiness(const asio::any_io_executor& loop, base::Descriptor descriptor)
    : state_(std::make_unique<State>(loop, std::move(descriptor))) {}

Readiness::~Readiness() = default;

int Readiness::fd() const {
  return state_->descriptor.native_handle();
}

asio::any_io_executor Readiness::executor() const {
  return state_->descriptor.get_executor();
}

Task<> Readiness::until(Want want, Deadline deadline) {
  const Alarm alarm(state_->alarms, deadline, [this] { interrupt(); });
  if (want == Want::read) {
    co_await state_->descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                           asio::as_tuple(asio::use_awaitable));
  } else {
    co_await state_->descriptor.async_wait(
        asio::posix::descriptor_base::wait_write,
        asio::bind_cancellation_slot(asio::cancellation_slot(), asio::as_tuple(asio::use_awaitable)));
  }
}

void Readiness::interrupt() noexcept {
  boost::system::error_code ignored;  // nothing to cancel, or a descriptor that has failed: the caller looks
  state_->descriptor.cancel(ignored);
}

}  // namespace net
