// "subaddress" (RFC 5233): :user and :detail of addresses.

#include "sieve/extension.hpp"

namespace sieve {
namespace {

/// Where the detail is cut off: at the first separator that does not begin the local part, since such an
/// address has no user.
std::size_t separator(const Run& run, const mail::Address& address) {
  return address.local.find_first_of(run.environment().separators, 1);
}

bool is_no_address(const mail::Address& address) {
  return address.domain.empty() && !address.local.empty();
}

// Section 4: without a detail it is the whole local part.
std::optional<std::string> user(const Run& run, const mail::Address& address) {
  if (is_no_address(address)) return std::nullopt;
  return address.local.substr(0, separator(run, address));
}

// Section 4: an address without a detail matches nothing. The null reverse-path is "" for every part
// (RFC 5228 section 5.4).
std::optional<std::string> detail(const Run& run, const mail::Address& address) {
  if (address.empty()) return std::string();
  const auto at = separator(run, address);
  if (is_no_address(address) || at == std::string::npos) return std::nullopt;
  return address.local.substr(at + 1);
}

const AddressPart user_part{.name = ":user", .of = user};
const AddressPart detail_part{.name = ":detail", .of = detail};

}  // namespace

extern const Extension subaddress_extension{
    .capability = "subaddress",
    .tags = {{.on = any_address, .name = ":user", .group = any_address, .address_part = &user_part},
             {.on = any_address, .name = ":detail", .group = any_address, .address_part = &detail_part}},
};

}  // namespace sieve
