// Header fields of the message, lazily decoded (RFC 5228 section 2.7.2).

#include "sieve/fields.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace sieve {
namespace {

/// True if `body` stands in the message as a test should see it, white space at both ends aside.
bool is_plain(std::string_view body) {
  bool question = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const auto c = static_cast<unsigned char>(body[i]);
    if (c >= 0x80 || c == '\r' || c == '\n' || c == '\0') return false;
    question = question || (c == '=' && i + 1 < body.size() && body[i + 1] == '?');
  }
  return !question;
}

/// The domain as the sender spelled it: addresses come in lower case, but match variables show what was
/// written (RFC 5229 section 3.2).
void respell(std::string& domain, std::string_view body) {
  const auto at = base::text::find_ignoring_case(body, domain);
  if (at != std::string_view::npos) domain = body.substr(at, domain.size());
}

}  // namespace

std::vector<mail::Address> addresses_in(std::string_view body) {
  std::vector<mail::Address> found;
  for (auto& listed : mail::parse_address_list(body)) {
    if (listed.kind != mail::ListedAddress::Kind::mailbox || listed.address.empty()) continue;
    respell(listed.address.domain, body);
    found.push_back(std::move(listed.address));
  }
  const bool group = body.find(':') != std::string_view::npos;
  if (found.empty() && !group && !base::text::trimmed(body).empty())
    found.push_back({.local = mail::decoded(body), .domain = {}});
  return found;
}

Fields::Fields(const mail::Message& message, const std::vector<std::string>& names)
    : message_(message), names_(names) {
  slots_.resize(names.size());
}

std::span<const std::string_view> Fields::values(int slot, std::string_view name) {
  Entry& fields = entry(slot, name);
  if (!fields.decoded) {
    fields.values.reserve(fields.bodies.size());
    for (const auto body : fields.bodies) {
      const auto trimmed = base::text::trimmed(body);
      if (is_plain(trimmed))
        fields.values.push_back(trimmed);
      else
        fields.values.push_back(base::text::trimmed(owned_.emplace_back(mail::decoded(body))));
    }
    fields.decoded = true;
  }
  return fields.values;
}

const std::vector<mail::Address>& Fields::addresses(int slot, std::string_view name) {
  Entry& fields = entry(slot, name);
  if (fields.addresses) return *fields.addresses;
  auto& found = fields.addresses.emplace();
  for (const auto body : fields.bodies) {
    std::ranges::move(addresses_in(body), std::back_inserter(found));
    fields.ends.push_back(found.size());
  }
  return found;
}

std::span<const mail::Address> Fields::addresses(int slot, std::string_view name, std::size_t field) {
  const std::span<const mail::Address> all = addresses(slot, name);
  const auto& ends = entry(slot, name).ends;
  const std::size_t begin = field == 0 ? 0 : ends[field - 1];
  return all.subspan(begin, ends[field] - begin);
}

bool Fields::exists(int slot, std::string_view name) {
  return !entry(slot, name).bodies.empty();
}

std::size_t Fields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      message_.header().fields(),
      [&](const mail::Field& field) { return base::text::same_ignoring_case(field.name, name); }));
}

Fields::Entry& Fields::entry(int slot, std::string_view name) {
  if (slot >= 0) {
    auto& kept = slots_[static_cast<std::size_t>(slot)];
    if (!kept) kept.emplace(found(names_[static_cast<std::size_t>(slot)]));
    return *kept;
  }
  std::string key = base::text::lowered(name);
  const auto kept = others_.find(key);
  if (kept != others_.end()) return kept->second;
  return others_.emplace(std::move(key), found(name)).first->second;
}

Fields::Entry Fields::found(std::string_view name) {
  Entry fields(&memory_);
  for (const auto& field : message_.header().fields())
    if (base::text::same_ignoring_case(field.name, name)) fields.bodies.push_back(field.body);
  return fields;
}

}  // namespace sieve
