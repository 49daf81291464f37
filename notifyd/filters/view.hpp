// VF, the view filters: is an event in what the user wants to see on a device (RFC 5465 section 6, RFC 5466).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/event.hpp"
#include "mail/search.hpp"
#include "mail/subscription.hpp"
#include "store/search.hpp"

namespace notifyd::filters {

/// Reads IMAP search keys (RFC 3501 section 6.4.4) from text; wire/imap has the grammar.
using ParseFilter = std::function<base::Result<mail::SearchKey>(const std::string&)>;

/// What a filter decided, as a sentence for `filter explain`; never message content.
struct Verdict {
  bool passes = false;
  std::string why;
};

/// Mailbox and event name alone, which need no message.
Verdict covered(const mail::Subscription& subscription, const mail::Event& event, bool is_subscribed);

struct Seen : Verdict {
  std::optional<std::size_t> match;  ///< place of the first message that matches
};

/// The search key over the messages of the event: passes if one of them matches. An event without messages
/// (quota, mailbox) is outside of what search keys can say, and passes.
Seen seen(const mail::SearchKey& key, const mail::Event& event, std::span<const store::Subject> subjects,
          base::Time now);

}  // namespace notifyd::filters
