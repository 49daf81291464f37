// What would be decided today of a message that came earlier: `filter explain --now`.
#pragma once

#include "notifyd/dispatch/expander.hpp"

namespace notifyd::dispatch {

/// The devices, subscriptions, filters, presence and quiet hours of now over the event at `modseq`; no script
/// is run, nothing is written or sent. not_found: no such account.
net::Task<base::Result<store::Trace>> evaluate_today(Sources sources, filters::ParseFilter parse,
                                                     mail::AccountId account, mail::ModSeq modseq);

}  // namespace notifyd::dispatch
