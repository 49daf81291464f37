// How it stands with each tapped account, for people who ask: `notifyd tap status`.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace notifyd::tap {

struct Status {
  std::string tap;      ///< name of the server in the configuration
  std::string account;  ///< as that server knows it
  std::string state;   ///< "not running", "connecting", "watching", "lost" (tried again), "refused" (a person
                       ///< must act)
  std::string reason;  ///< of lost and refused
  base::Time since;
};

/// A line for each watch, which it alone changes. Thread-safe.
class Board {
 public:
  /// The number of a new line.
  std::size_t add(Status status);
  void change(std::size_t line, std::string state, std::string reason, base::Time since);
  [[nodiscard]] std::vector<Status> all() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Status> lines_;
};

}  // namespace notifyd::tap
