// What is known of the host or gateway that pushes go to: its limits, and whether it answers at all.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "net/slots.hpp"
#include "notifyd/dispatch/rate.hpp"
#include "notifyd/dispatch/settings.hpp"

namespace notifyd::dispatch {

/// Belongs to one loop.
struct Destination {
  explicit Destination(const Settings& settings)
      : rate(settings.rate, settings.burst), slots(settings.per_destination) {}

  Rate rate;
  net::Slots slots;
  std::size_t pushes = 0;     ///< that wait for it or are being sent
  std::size_t in_flight = 0;  ///< of them, being sent
  unsigned failures = 0;      ///< in a row that ended in "later"
  /// It has failed so often in a row that one push at a time is enough to find out whether it is back.
  [[nodiscard]] bool rests() const { return failures >= 5 && in_flight > 0; }
};

/// By Channel::destination(). Those that nobody waits for are forgotten when there are many.
class Destinations {
 public:
  explicit Destinations(const Settings& settings) : settings_(settings) {}
  /// Stays where it is while its `pushes` is not 0.
  Destination& of(const std::string& name);

 private:
  static constexpr std::size_t many = 10'000;
  const Settings& settings_;
  std::map<std::string, std::unique_ptr<Destination>> known_;
};

}  // namespace notifyd::dispatch
