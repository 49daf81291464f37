// A limit on how many coroutines do something at once.

#include "net/slots.hpp"

#include "net/signal.hpp"

namespace net {

/// A loop that ends destroys coroutines where they wait, and those that hold a slot give it back then.
struct Slots::Turn {
  explicit Turn(std::deque<Turn*>& all) : line(all) { line.push_back(this); }
  ~Turn() {
    if (!has_come) std::erase(line, this);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  std::deque<Turn*>& line;
  Signal signal;
  bool has_come = false;
};

Task<> Slots::acquire() {
  if (free_ > 0) {
    --free_;
    co_return;
  }
  Turn turn(line_);
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

}  // namespace net
