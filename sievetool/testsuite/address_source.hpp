// Settings whose value says where an address comes from.
#pragma once

#include <optional>
#include <string_view>

#include "mail/address.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {

mail::Address postmaster();

/// `sieve_user_email`, if it is set to an address.
std::optional<mail::Address> configured_user(const Settings& settings);

/// The user's own address: `sieve_user_email`, else the recipient.
mail::Address user_address(World& world);

/// `sender`, `recipient`, `orig_recipient`, `user_email`, `postmaster`, or an address in angle brackets;
/// `otherwise` for all else, also for `default` and "".
mail::Address address_source(World& world, std::string_view source, const mail::Address& otherwise);

}  // namespace sievetool::testsuite
