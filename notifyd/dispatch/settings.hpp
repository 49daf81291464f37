// [notifier] of the configuration: limits and times of the dispatcher.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/config.hpp"

namespace notifyd::dispatch {

struct Settings {
  std::size_t capacity = 4096;       ///< rows in memory, whatever happens to them
  std::size_t in_flight = 256;       ///< sends at once
  std::size_t per_destination = 64;  ///< sends at once to one host or gateway
  std::size_t destination_line =
      1024;                      ///< pushes that may wait for one destination; further ones become rows again
  std::size_t device_line = 64;  ///< pushes that may wait for one device; further ones become rows again
  std::size_t way_line = 1024;   ///< mails in memory, likewise pipes, scripts; further ones become rows again
  double rate = 2000;            ///< pushes a second to one destination
  double burst = 2000;           ///< of them at once
  std::size_t expansions = 64;   ///< accounts that are worked on at once
  std::chrono::milliseconds lease{60000};
  std::chrono::milliseconds send_limit{20000};  ///< a lease with less left is renewed before a send
  std::chrono::milliseconds first_retry{2000};  ///< doubled with each failure
  std::chrono::milliseconds longest_retry{3600000};
  std::chrono::milliseconds wake_lifetime{4 * 3600 *
                                          1000};  ///< a notification without content is of use that long
  std::chrono::milliseconds content_lifetime{24 * 3600 * 1000};  ///< and one with content
  std::chrono::milliseconds gather{500};  ///< what was held in quiet hours comes together that long
  std::chrono::milliseconds poll{5000};   ///< the outbox is looked at at least so often
};

/// Reads [notifier].
Settings read_settings(base::Config& config);

}  // namespace notifyd::dispatch
