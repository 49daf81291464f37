// A limit on how many coroutines do something at once.

#include "notifyd/dispatch/slots.hpp"

namespace notifyd::dispatch {

net::Task<> Slots::acquire() {
  if (free_ > 0) {
    --free_;
    co_return;
  }
  Turn turn;
  line_.push_back(&turn);
  while (!turn.has_come) co_await turn.signal.wait();
}

void Slots::release() {
  if (line_.empty()) {
    ++free_;
    return;
  }
  Turn* next = line_.front();  // the slot goes straight to it
  line_.pop_front();
  next->has_come = true;
  next->signal.notify();
}

}  // namespace notifyd::dispatch
