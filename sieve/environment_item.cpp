// Items of the environment: the host gives them, but for those that the engine itself knows.

#include "sieve/environment_item.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/version.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

constexpr std::string_view vendor = "vnd.dovecot.";

bool in_effect(const Run& run, std::string_view capability) {
  return std::ranges::any_of(run.program().extensions,
                             [&](const Extension* extension) { return extension->capability == capability; });
}

/// RFC 6785 sections 4.2 to 4.5; outside an IMAP event they are empty.
constexpr std::array<std::string_view, 5> of_imap_events{"imap.user", "imap.email", "imap.cause",
                                                         "imap.mailbox", "imap.changedflags"};

}  // namespace

std::optional<std::string> environment_item(const Run& run, std::string_view name) {
  const std::string key = base::text::lowered(name);
  if (key.starts_with(vendor) && !in_effect(run, "vnd.dovecot.environment")) return std::nullopt;
  const bool of_imap_event = std::ranges::find(of_imap_events, key) != of_imap_events.end();
  if (of_imap_event && !in_effect(run, "imapsieve")) return std::nullopt;
  if (const auto* items = run.environment().items) {
    const auto found = items->find(key);
    if (found != items->end()) return found->second;
  }
  if (of_imap_event) return "";
  if (key == "name") return "notifyd";
  if (key == "version") return base::version;
  if (key == "vnd.dovecot.default-mailbox") return "INBOX";
  if (key == "vnd.dovecot.username") return run.environment().account;
  return std::nullopt;
}

}  // namespace sieve
