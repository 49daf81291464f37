// Carries pushes to their devices: one at a time for each device, many at once over all, and no slow
// destination in the way of another.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "connectors/connector.hpp"
#include "net/group.hpp"
#include "net/slots.hpp"
#include "notifyd/dispatch/destination.hpp"
#include "notifyd/dispatch/expander.hpp"
#include "notifyd/dispatch/ledger.hpp"
#include "notifyd/dispatch/settings.hpp"

namespace notifyd::dispatch {

/// What the courier works with; all of it outlives it.
struct Means {
  const connectors::Channels& channels;
  store::Store& store;
  const base::Clock& clock;
  const Settings& settings;
  Ledger& ledger;
  net::Group& group;                 ///< where its lanes run
  std::function<double()> chance;    ///< in [0, 1), for the jitter of retries
  base::Metrics* metrics = nullptr;  ///< may be null
};

/// Belongs to one loop. Order is kept for each device, but for what is tried again.
class Courier {
 public:
  Courier(Means means, base::Log log);

  /// Takes a push, or, where its line is full, makes it a row again at once.
  void hand_over(Push push);
  /// What is being sent ends; what still waits stays as it is in the outbox.
  void stop() { stopping_ = true; }

 private:
  struct Lane {
    std::deque<Push> pushes;
  };
  /// Of a device, or of a row whose endpoint is none.
  struct LaneKey {
    mail::DeviceId device;
    std::int64_t row = 0;
    auto operator<=>(const LaneKey&) const = default;
  };
  using Together = std::vector<Push>;  ///< coalesced into one notification, that of the last

  net::Task<> run(LaneKey key);
  Together take_from(Lane& lane);
  net::Task<> carry(Together together);
  net::Task<> send(Together together, connectors::Channel& channel, Destination& destination);
  net::Task<bool> may_send(Together& together, Destination& destination);
  net::Task<connectors::Outcome> ask(connectors::Channel& channel, connectors::Notification notification);
  net::Task<> remember(Push push, std::string extra);
  void conclude(Together& together, const connectors::Outcome& outcome);
  enum class Tried { no, yes };  ///< or was there no turn for it?
  void postpone(Together& together, Tried tried, const std::string& why);
  void end(Push& push, const connectors::Outcome& outcome, Tried tried = Tried::yes);
  [[nodiscard]] base::Time due_again(const store::Item& item, const connectors::Outcome& outcome,
                                     Tried tried) const;
  void count(const std::string& kind, connectors::Outcome::Verdict verdict) const;
  void write_log(const connectors::Notification& notification, const connectors::Outcome& outcome) const;
  connectors::Channel* channel_of(const Push& push) const;
  std::string destination_of(const Push& push) const;

  Means means_;
  base::Log log_;
  Destinations destinations_;
  net::Slots in_flight_;
  std::map<LaneKey, Lane> lanes_;  ///< of those for which something waits or is being sent
  bool stopping_ = false;
};

}  // namespace notifyd::dispatch
