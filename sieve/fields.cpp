// Header fields of the message, lazily decoded (RFC 5228 section 2.7.2).

#include "sieve/fields.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "sieve/header_text.hpp"

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

/// What a header's octet costs, against one that is compared.
constexpr std::uint64_t decoding = 4;
constexpr std::uint64_t parsing = 8;

/// Finds domains as the sender spelled them: addresses come in lower case, but match variables show what was
/// written (RFC 5229 section 3.2).
class Spelling {
 public:
  explicit Spelling(std::string_view body) : body_(body), left_(4 * body.size()) {}

  /// The domains must come in the order of the body. One that does not stand there as it is, such as one with
  /// a comment in it, costs a look at all that is left: with many of them the rest stays in lower case.
  void restore(std::string& domain) {
    if (domain.empty() || left_ == 0) return;
    if (lowered_.empty()) lowered_ = base::text::lowered(body_);
    const void* found =
        memmem(lowered_.data() + from_, lowered_.size() - from_, domain.data(), domain.size());
    const auto at = found == nullptr
                        ? lowered_.size()
                        : static_cast<std::size_t>(static_cast<const char*>(found) - lowered_.data());
    left_ -= std::min(left_, at - from_);
    if (found == nullptr) return;
    domain = body_.substr(at, domain.size());
    from_ = at + domain.size();
  }

 private:
  std::string_view body_;
  std::string lowered_;
  std::size_t from_ = 0;
  std::size_t left_;  ///< octets that it may still look at
};

}  // namespace

std::vector<mail::Address> addresses_in(std::string_view body) {
  std::vector<mail::Address> found;
  Spelling spelling(body);
  for (auto& listed : mail::parse_address_list(body)) {
    if (listed.kind != mail::ListedAddress::Kind::mailbox || listed.address.empty()) continue;
    spelling.restore(listed.address.domain);
    found.push_back(std::move(listed.address));
  }
  const bool group = body.find(':') != std::string_view::npos;
  if (found.empty() && !group && !base::text::trimmed(body).empty())
    found.push_back({.local = mail::decoded(body), .domain = {}});
  return found;
}

Fields::Fields(const mail::Message& message, const std::vector<std::string>& names, Budget* budget)
    : message_(message), names_(names), budget_(budget) {
  spend_octets(names.size() * sizeof(Entry) / 8);  // cleared, which is faster than comparing
  slots_.resize(names.size());
}

std::span<const std::string_view> Fields::values(int slot, std::string_view name) {
  Entry& fields = entry(slot, name);
  if (!fields.decoded) {
    fields.values.reserve(fields.bodies.size());
    for (const auto body : fields.bodies) {
      const auto trimmed = base::text::trimmed(body);
      spend_octets(body.size());
      if (is_plain(trimmed)) {
        fields.values.push_back(trimmed);
      } else {
        spend_octets(decoding * body.size());
        fields.values.push_back(base::text::trimmed(owned_.emplace_back(decoded_field(body))));
      }
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
    spend_octets(parsing * body.size());
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
  spend_octets(4 * message_.header().fields().size());
  return static_cast<std::size_t>(std::ranges::count_if(
      message_.header().fields(),
      [&](const mail::Field& field) { return base::text::same_ignoring_case(field.name, name); }));
}

void Fields::spend_octets(std::uint64_t octets) const {
  if (budget_ != nullptr) budget_->spend_octets(octets);
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
  const auto& all = message_.header().fields();
  spend_octets(all.size() * (4 + name.size() / 4));
  for (const auto& field : all)
    if (base::text::same_ignoring_case(field.name, name)) fields.bodies.push_back(field.body);
  return fields;
}

}  // namespace sieve
