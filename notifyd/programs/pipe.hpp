// Mail that scripts hand to programs (Pigeonhole's vnd.dovecot.pipe): works off its rows of the outbox.
#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "net/task.hpp"
#include "notifyd/programs/programs.hpp"
#include "store/blobs.hpp"
#include "store/outbox.hpp"

namespace notifyd::programs {

/// Thread-safe.
class Pipe {
 public:
  Pipe(Programs& programs, store::BlobStore& blobs, const base::Clock& clock)
      : programs_(programs), blobs_(blobs), clock_(clock) {}

  /// One try for a row that holds a PipeItem: Done; RetryAt if the program says so (exit code 75, EX_TEMPFAIL
  /// of sysexits.h) or cannot be run now; else Dead.
  net::Task<store::Settled> run(store::Item item);

 private:
  [[nodiscard]] store::Settled settled(const store::Item& item, const base::ProgramEnded& ended) const;

  static constexpr std::chrono::hours give_up_after{5 * 24};
  Programs& programs_;
  store::BlobStore& blobs_;
  const base::Clock& clock_;
};

}  // namespace notifyd::programs
