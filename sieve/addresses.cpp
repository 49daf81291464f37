// Addresses in scripts (RFC 5228 sections 2.4.2.3 and 5.1).

#include "sieve/addresses.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "mail/header.hpp"

namespace sieve {
namespace {

// Those that the RFC names, others whose body is an address-list or a single address, and all that Pigeonhole
// takes.
constexpr std::array<std::string_view, 35> address_fields = {"from",
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
                                                             "read-receipt-to",
                                                             "x-confirm-reading-to",
                                                             "return-receipt-requested",
                                                             "abuse-reports-to",
                                                             "x-complaints-to",
                                                             "x-report-abuse-to",
                                                             "x-beenthere",
                                                             "x-admin",
                                                             "for-approval",
                                                             "for-handling",
                                                             "for-comment"};

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

std::optional<std::string> mailbox_list(std::string_view text) {
  std::vector<std::string> mailboxes;
  for (const auto& listed : mail::parse_address_list(text)) {
    const mail::Address& address = listed.address;
    const bool good = listed.kind == mail::ListedAddress::Kind::mailbox &&
                      mail::parse_address(address.text()) && !address.local.empty() &&
                      !address.domain.empty();
    if (!good) return std::nullopt;
    mailboxes.push_back(mailbox_text(one_line(mail::decoded(listed.display_name)), address));
  }
  if (mailboxes.empty()) return std::nullopt;
  return base::text::join(mailboxes, ",\r\n ");
}

std::string mailbox_text(std::string_view name, const mail::Address& address) {
  if (name.empty()) return '<' + address.text() + '>';
  const bool ascii = std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::string written;
  if (ascii && name.size() < 200 && name.find("=?") == std::string_view::npos) {
    for (const char c : name) {
      if (c == '"' || c == '\\') written += '\\';
      written += c;
    }
    written = '"' + written + '"';
  } else {
    written = mail::encoded(name);
  }
  return written + " <" + address.text() + '>';
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) < 32 || c == 127;
    if (!blank)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return std::string(base::text::trimmed(out));
}

std::string message_line(std::string_view text) {
  constexpr std::size_t longest = 1000;  // octets
  const auto kept = base::text::utf8_prefix(text, longest);
  return one_line(kept) + (kept.size() < text.size() ? "..." : "");
}

std::string whole_text(const mail::Address& address) {
  return address.domain.empty() ? address.local : address.text();
}

bool holds_addresses(std::string_view field) {
  return std::ranges::any_of(
      address_fields, [&](std::string_view known) { return base::text::same_ignoring_case(known, field); });
}

}  // namespace sieve
