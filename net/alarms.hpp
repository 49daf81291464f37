// The deadlines of one loop: a sorted set and a single timer, so that a waiting session needs no timer of its
// own.
#pragma once

#include <functional>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/set.hpp>

#include "net/wait.hpp"

namespace net {

class Alarms;

/// Calls `ring` once on the loop when `when` has passed, unless it is destroyed before. Lives in the frame of
/// the coroutine that waits; 88 octets, nothing is allocated. `ring` may only wake somebody.
class Alarm : public boost::intrusive::set_base_hook<> {
 public:
  Alarm(Alarms& alarms, Deadline when, std::function<void()> ring);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  friend bool operator<(const Alarm& a, const Alarm& b) { return a.when_ < b.when_; }

 private:
  friend class Alarms;
  Alarms& alarms_;
  Deadline when_;
  std::function<void()> ring_;
};

/// One per loop, created by `of`; touched on that loop only.
///
/// Invariant: while an alarm waits, the timer is set to the earliest one or before it. An alarm that is taken
/// out leaves the timer alone (it goes off for nothing at worst once per deadline), because nearly every
/// alarm of a busy loop is taken out again.
class Alarms final : public boost::asio::execution_context::service {
 public:
  inline static boost::asio::execution_context::id id;
  explicit Alarms(boost::asio::execution_context& loop);
  static Alarms& of(const boost::asio::any_io_executor& loop);

 private:
  friend class Alarm;
  void shutdown() override;
  void add(Alarm& alarm);
  void remove(Alarm& alarm);
  void arm();
  void go_off();

  boost::intrusive::multiset<Alarm> waiting_;
  Deadline armed_for_ = Deadline::max();
  std::optional<boost::asio::steady_timer> timer_;  // none once the loop has ended
};

}  // namespace net
