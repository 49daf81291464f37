// One message on its way to its recipients.

#include "notifyd/filters/case.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace notifyd::filters {

bool Case::needs_body() const {
  if (result) return false;
  const auto has_none = [](const auto& what) { return what.body.token.empty(); };
  const bool passed_on = !delivery.elsewhere.empty() && told.token.empty();
  const bool only_told = delivery.targets.empty() && !delivery.notifies.empty();
  return passed_on || only_told || std::ranges::any_of(delivery.targets, has_none) ||
         std::ranges::any_of(delivery.pipes, has_none) ||
         std::ranges::any_of(delivery.outgoing, [&](const store::Outgoing& mail) {
           return mail.carries_body && has_none(mail);
         });
}

void Case::decide(Edits versions, std::vector<std::string> refused_with) {
  edits = std::move(versions);
  refusal = std::move(refused_with);
  delivery.dedup_key = key;
  if (refusal.empty() || key.empty()) return;
  base::Sha256 hash;
  hash.add("refused");
  hash.add(key);
  delivery.dedup_key = hash.finish();
}

void tell_of_failure(const FailedScript& failed, const std::string& log_id, const base::Log& log,
                     base::Counter* failures) {
  log.info("script_failed", {{"id", log_id}, {"script", failed.name}, {"line", failed.line}});
  if (failures != nullptr) failures->add();
}

void tell_of_failure(const Case& one, const base::Log& log, base::Counter* failures) {
  if (one.failed)
    tell_of_failure(*one.failed, one.delivery.log_id, log.with({"account", one.account.address}), failures);
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
