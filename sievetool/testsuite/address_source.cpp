// Address sources, as Dovecot's settings name them.

#include "sievetool/testsuite/address_source.hpp"

#include "base/text.hpp"

namespace sievetool::testsuite {

mail::Address postmaster() {
  return {.local = "postmaster", .domain = "example.com"};
}

std::optional<mail::Address> configured_user(const Settings& settings) {
  const auto set = parse_path(settings.value("sieve_user_email"));
  return set && !set->empty() ? set : std::nullopt;
}

mail::Address user_address(World& world) {
  return configured_user(world.settings).value_or(world.current.recipient());
}

mail::Address address_source(World& world, std::string_view source, const mail::Address& otherwise) {
  const auto name = base::text::trimmed(source);
  if (name == "sender") return world.current.sender();
  if (name == "recipient") return world.current.recipient();
  if (name == "orig_recipient") return world.current.original_recipient();
  if (name == "user_email") return user_address(world);
  if (name == "postmaster") return postmaster();
  if (!name.starts_with('<')) return otherwise;
  return parse_path(name).value_or(otherwise);
}

}  // namespace sievetool::testsuite
