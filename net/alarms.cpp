// The deadlines of one loop.

#include "net/alarms.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>

namespace net {

Alarm::Alarm(Alarms& alarms, Deadline when, std::function<void()> ring)
    : alarms_(alarms), when_(when), ring_(std::move(ring)) {
  alarms_.add(*this);
}

Alarm::~Alarm() {
  alarms_.remove(*this);
}

Alarms::Alarms(boost::asio::execution_context& loop)
    : service(loop), timer_(std::in_place, static_cast<boost::asio::io_context&>(loop)) {}

Alarms& Alarms::of(const boost::asio::any_io_executor& loop) {
  return boost::asio::use_service<Alarms>(boost::asio::query(loop, boost::asio::execution::context));
}

void Alarms::shutdown() {
  timer_.reset();
}

void Alarms::add(Alarm& alarm) {
  waiting_.insert(alarm);
  if (alarm.when_ < armed_for_) arm();
}

void Alarms::remove(Alarm& alarm) {
  if (alarm.is_linked()) waiting_.erase(waiting_.iterator_to(alarm));
}

void Alarms::arm() {
  armed_for_ = waiting_.empty() ? Deadline::max() : waiting_.begin()->when_;
  if (!timer_ || armed_for_ == Deadline::max()) return;
  timer_->expires_at(armed_for_);
  timer_->async_wait([this](const boost::system::error_code& error) {
    if (!error) go_off();
  });
}

void Alarms::go_off() {
  const auto now = std::chrono::steady_clock::now();
  while (!waiting_.empty() && waiting_.begin()->when_ <= now) {
    Alarm& alarm = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    alarm.ring_();
  }
  arm();
}

}  // namespace net
