// VF, the view filters (RFC 5465 section 6, RFC 5466).

#include "notifyd/filters/view.hpp"

#include <algorithm>

namespace notifyd::filters {

Verdict covered(const mail::Subscription& subscription, const mail::Event& event, bool is_subscribed) {
  const std::string name(mail::name_of(event.name));
  if ((subscription.events & mail::mask_of(event.name)) == 0)
    return {.why = "its subscription does not ask for " + name};
  // Events of no mailbox (quota, login) concern the account as a whole (RFC 5465 section 5.6).
  if (event.mailbox_name.empty()) return {.passes = true, .why = "its subscription asks for " + name};
  if (!mail::covers(subscription.mailboxes, event.mailbox_name, is_subscribed))
    return {.why = "its subscription does not cover the mailbox " + event.mailbox_name};
  return {.passes = true, .why = "its subscription asks for " + name + " in " + event.mailbox_name};
}

Seen seen(const mail::SearchKey& key, const mail::Event& event, std::span<const store::Subject> subjects,
          base::Time now) {
  if (event.uids.empty() && event.changes.empty())
    return {{.passes = true, .why = "the event is about no message, its filter does not apply"}, {}};
  const auto matches = [&](const store::Subject& subject) { return store::matches(key, subject, now); };
  const auto found = std::ranges::find_if(subjects, matches);
  if (found == subjects.end()) return {{.why = "the message does not match its filter"}, {}};
  return {{.passes = true, .why = "the message matches its filter"},
          static_cast<std::size_t>(found - subjects.begin())};
}

}  // namespace notifyd::filters
