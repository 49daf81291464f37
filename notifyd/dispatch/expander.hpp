// From one event to the pushes it causes: each device of the account through VF and NF.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "connectors/notification.hpp"
#include "notifyd/dispatch/evidence.hpp"
#include "notifyd/dispatch/ledger.hpp"
#include "notifyd/dispatch/settings.hpp"
#include "notifyd/filters/view.hpp"
#include "store/presence.hpp"
#include "store/store.hpp"

namespace notifyd::dispatch {

/// An account and what belongs to it, read once for several events.
struct Household {
  store::Account account;
  std::vector<store::Device> devices;
  std::vector<std::string> subscribed;  ///< mailboxes, read only if a device asks for them
};

/// A push that is to be made.
struct Push {
  OpenItem* open = nullptr;
  mail::DeviceId device;  ///< 0: an endpoint that is none of the account's devices, and has the row to itself
  connectors::Notification notification;
  bool held = false;  ///< waited for the end of quiet hours: comes together with others of its device
};

/// What the expander works with; all of it outlives it.
struct Sources {
  store::Store& store;
  store::BlobStore& blobs;
  const store::Presence& presence;
  const base::Clock& clock;
};

/// Evaluates; sends nothing. What it decides, and why, stands in the row's trace.
class Expander {
 public:
  Expander(Sources sources, filters::ParseFilter parse, const Settings& settings);

  /// not_found if the account has gone.
  net::Task<base::Result<Household>> household(mail::AccountId account);
  /// At most one push for each device. Devices that must wait become splits of the row.
  net::Task<std::vector<Push>> expand(OpenItem& open, const Household& household);

 private:
  struct Candidate;
  [[nodiscard]] std::vector<Candidate> candidates(OpenItem& open, const Household& household);
  void pass_filter(OpenItem& open, Candidate& candidate, const Evidence& evidence);
  [[nodiscard]] bool may_push_now(OpenItem& open, const Candidate& candidate);
  [[nodiscard]] Push push_for(OpenItem& open, const Candidate& candidate, const store::Account& account,
                              const store::Subject* shown);

  Sources sources_;
  filters::ParseFilter parse_;
  const Settings& settings_;
};

}  // namespace notifyd::dispatch
