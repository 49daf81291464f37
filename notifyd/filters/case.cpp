// One message on its way to its recipients.

#include "notifyd/filters/case.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace notifyd::filters {

bool Case::needs_body() const {
  if (result) return false;
  return !delivery.targets.empty() || !delivery.elsewhere.empty() || !delivery.notifies.empty() ||
         std::ranges::any_of(delivery.outgoing,
                             [](const store::Outgoing& mail) { return mail.carries_body; });
}

store::DedupKey dedup_key(const mail::Address& sender, const mail::Address& recipient,
                          std::string_view digest) {
  base::Sha256 hash;
  hash.add(sender.text());
  hash.add(std::string_view("\0", 1));
  hash.add(recipient.text());
  hash.add(std::string_view("\0", 1));
  hash.add(digest);
  return hash.finish();
}

}  // namespace notifyd::filters
