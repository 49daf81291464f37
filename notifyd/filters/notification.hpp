// NF, the notification filters: what of a view is worth a push now (RFC 5442 section 2.2; RFC 5551).
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "mail/subscription.hpp"
#include "store/presence.hpp"

namespace notifyd::filters {

/// What happens to a notification that passed VF, or that the user's script asked for.
struct Manner {
  enum class Act {
    push,
    wait,    ///< decide again at `until`
    silent,  ///< the device has heard in band
  };
  Act act = Act::push;
  base::Time until;
  std::string why;  ///< a sentence for `filter explain`
};

/// A device that listens in band gets 10 s to hear there: as long as a response may stay unacknowledged. The
/// push follows at the latest 14 s after the event. Only the acknowledgement silences.
Manner by_presence(bool listens, store::Presence::Heard heard, base::Time happened, base::Time now);

/// In quiet hours: waits until they end.
Manner by_quiet_hours(const std::optional<mail::QuietHours>& hours, base::Time now);

}  // namespace notifyd::filters
