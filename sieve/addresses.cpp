// Addresses in scripts (RFC 5228 sections 2.4.2.3 and 5.1).

#include "sieve/addresses.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace sieve {
namespace {

// Those that the RFC names, and others whose body is an address-list or a single address.
constexpr std::array<std::string_view, 26> address_fields = {"from",
                                                             "to",
                                                             "cc",
                                                             "bcc",
                                                             "sender",
                                                             "reply-to",
                                                             "resent-from",
                                                             "resent-to",
                                                             "resent-cc",
                                                             "resent-bcc",
                                                             "resent-sender",
                                                             "resent-reply-to",
                                                             "return-path",
                                                             "delivered-to",
                                                             "errors-to",
                                                             "envelope-to",
                                                             "x-original-to",
                                                             "x-envelope-to",
                                                             "x-envelope-from",
                                                             "mail-followup-to",
                                                             "mail-reply-to",
                                                             "apparently-to",
                                                             "disposition-notification-to",
                                                             "return-receipt-to",
                                                             "abuse-reports-to",
                                                             "x-complaints-to"};

/// A phrase before `<` may hold anything but what would make a list, a group or a second address of it.
bool is_phrase(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 32 && c != '\t') return false;
    if (quoted && c == '\\')
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && std::string_view("<>,:;@()[]\\").find(c) != std::string_view::npos)
      return false;
  }
  return !quoted;
}

}  // namespace

std::optional<mail::Address> outbound_address(std::string_view text) {
  text = base::text::trimmed(text);
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos || !is_phrase(text.substr(0, open))) return std::nullopt;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  const auto parsed = mail::parse_address(text);
  if (!parsed || parsed->local.empty() || parsed->domain.empty()) return std::nullopt;
  return *parsed;
}

bool holds_addresses(std::string_view field) {
  return std::ranges::any_of(
      address_fields, [&](std::string_view known) { return base::text::same_ignoring_case(known, field); });
}

}  // namespace sieve
