// How long work takes the processor, for tests of what must not grow faster than its input.
#pragma once

#include <ctime>
#include <stdexcept>

namespace tests {

/// Processor time of this thread, so that other load on the machine is no part of it.
template <class Work>
double cpu_seconds(Work work) {
  const auto now = [] {
    timespec time{};
    if (::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) throw std::runtime_error("no processor clock");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  };
  const double start = now();
  work();
  return now() - start;
}

}  // namespace tests
