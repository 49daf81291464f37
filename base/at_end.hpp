// What is done when a scope is left, in whatever way: also when a coroutine is destroyed where it waits.
#pragma once

#include <utility>

namespace base {

/// Calls `act` once, in its destructor; `act` must not throw.
template <class Act>
class AtEnd {
 public:
  explicit AtEnd(Act act) : act_(std::move(act)) {}
  ~AtEnd() { act_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  Act act_;
};

}  // namespace base
