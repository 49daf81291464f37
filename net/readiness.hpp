// Waiting until a descriptor can be read or written: the one operation that net puts on a loop for a socket.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "base/folder.hpp"
#include "net/task.hpp"
#include "net/wait.hpp"

namespace net {

/// Owns a non-blocking descriptor that belongs to one loop. Reading and writing are the caller's own system
/// calls; this tells when to try again.
class Readiness {
 public:
  enum class Want { read, write };

  Readiness(const boost::asio::any_io_executor& loop, base::Descriptor descriptor);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  [[nodiscard]] int fd() const;
  [[nodiscard]] boost::asio::any_io_executor executor() const;
  /// Suspends until the descriptor seems ready, interrupt() is called, or the deadline has passed; it does
  /// not say which, so the caller looks again. A wait for `write` cannot be cancelled from outside.
  Task<> until(Want want, Deadline deadline);
  /// Ends every until() that runs now. On the loop only.
  void interrupt() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
