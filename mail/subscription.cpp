// Which mailboxes a subscription means (RFC 5465 section 6).

#include "mail/subscription.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mail {
namespace {

/// INBOX in any case is the one INBOX (RFC 3501 section 5.1); every other name is compared octet by octet.
bool same_mailbox(const std::string& a, const std::string& b) {
  return a == b || (base::text::same_ignoring_case(a, "INBOX") && base::text::same_ignoring_case(b, "INBOX"));
}

bool is_below(const std::string& mailbox, const std::string& root) {
  return same_mailbox(mailbox, root) || (mailbox.size() > root.size() && mailbox[root.size()] == '/' &&
                                         same_mailbox(mailbox.substr(0, root.size()), root));
}

}  // namespace

bool covers(const MailboxFilter& filter, const std::string& mailbox, bool is_subscribed) {
  switch (filter.kind) {
    case MailboxFilter::Kind::inboxes:
      return base::text::same_ignoring_case(mailbox, "INBOX");
    case MailboxFilter::Kind::personal:
      return true;
    case MailboxFilter::Kind::subscribed:
      return is_subscribed;
    case MailboxFilter::Kind::subtree:
      return std::ranges::any_of(filter.names, [&](const auto& root) { return is_below(mailbox, root); });
    case MailboxFilter::Kind::mailboxes:
      return std::ranges::any_of(filter.names, [&](const auto& name) { return same_mailbox(mailbox, name); });
  }
  return false;
}

}  // namespace mail
