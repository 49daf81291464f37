// The tap role: all foreign accounts of the configuration, watched.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "base/log.hpp"
#include "net/group.hpp"
#include "net/signal.hpp"
#include "net/wait.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/tap/surroundings.hpp"
#include "notifyd/tap/watch.hpp"

namespace notifyd::tap {

/// What a process says that has the accounts in its configuration and does not watch them.
std::vector<Status> not_running(const std::vector<TapSettings>& taps);

/// Runs on one loop, which must have ended before this goes. stop() may be called from any thread.
class Taps {
 public:
  /// Throws std::runtime_error naming a `ca_file` that cannot be used.
  Taps(boost::asio::any_io_executor loop, Surroundings surroundings, std::vector<TapSettings> taps,
       const base::Log& log);

  /// Watches until stop(); says goodbye to the servers, for at most 5 s, and returns. On the loop given.
  net::Task<> run();
  void stop();
  [[nodiscard]] std::size_t accounts() const { return watches_.size(); }
  /// From any thread.
  [[nodiscard]] std::vector<Status> status() const { return common_.board.all(); }

 private:
  boost::asio::any_io_executor loop_;
  Surroundings around_;
  base::Log log_;
  Common common_;
  std::deque<Foreign> servers_;
  std::deque<Watch> watches_;
  net::Group group_;
  net::Signal stopped_;
  std::atomic<bool> stopping_{false};
  std::shared_ptr<net::Bell> bell_;  ///< shared with a stop() that is under way to the loop
};

}  // namespace notifyd::tap
