// What an account may be called: narrower than what is an address.

#include "mail/account_address.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/address.hpp"

namespace mail {
namespace {

constexpr std::size_t longest_local_octets = 64;  // RFC 5321 section 4.5.3.1.1

/// atext of RFC 5321 without '/'.
bool is_plain(char c) {
  return base::text::is_alpha(c) || base::text::is_digit(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-=?^_`{|}~").find(c) != std::string_view::npos);
}

bool is_dot_string(std::string_view local) {
  return std::ranges::all_of(base::text::split(local, '.'), [](std::string_view atom) {
    return !atom.empty() && std::ranges::all_of(atom, is_plain);
  });
}

}  // namespace

base::Result<std::string> account_address(std::string_view text) {
  const auto refuse = [](const char* why) { return base::fail(base::Errc::syntax, why); };
  const auto address = parse_address(text);
  if (!address) return address.error();
  if (address->local.empty() || address->domain.empty())
    return refuse("expected an address such as user@example.org");
  if (address->domain.starts_with('['))
    return refuse("expected the name of a domain behind the @, not an address of the network");
  if (address->local.size() > longest_local_octets)
    return refuse("what stands before the @ may have 64 octets (RFC 5321)");
  // A quoted local part that needs no quotes is refused as well: one spelling for one account.
  if (text.starts_with('"') || !is_dot_string(address->local))
    return refuse(
        "before the @ an account has letters, digits and any of !#$%&'*+-=?^_`{|}~, with single dots between "
        "them; no quotes, spaces or slashes");
  return base::text::lowered(address->text());
}

}  // namespace mail
