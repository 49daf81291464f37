// One test's comparisons: each value against each key, first match wins (RFC 5228 sections 2.7.1, 5.1, 5.7).

#include "sieve/match.hpp"

#include <string>

#include "sieve/extension.hpp"

namespace sieve {

Match::Match(Run& run, const Arguments& arguments, bool from_message)
    : run_(run),
      matching_(*arguments.given().matching),
      keys_(arguments.given().positional[matching_.keys]->strings),
      from_message_(from_message) {}

bool Match::offer(std::string_view value) {
  return offer(value, 1);
}

bool Match::offer(std::string_view value, std::uint64_t counts_as) {
  count_ += counts_as;
  if (matching_.type->counts) return false;
  for (std::size_t key = 0; key < keys_.size(); ++key)
    if (matches(key, value)) return true;
  return false;
}

bool Match::finish() {
  if (!matching_.type->counts) return false;
  const std::string number = std::to_string(count_);
  for (std::size_t key = 0; key < keys_.size(); ++key)
    if (matches(key, number)) return true;
  return false;
}

bool Match::matches(std::size_t key, std::string_view value) {
  const std::string_view wanted = run_.text(keys_[key]);
  const MatchType& type = *matching_.type;
  std::unique_ptr<const PreparedKey> made;
  const PreparedKey* prepared = matching_.prepared[key].get();
  if (prepared == nullptr && type.prepare != nullptr) {
    made = type.prepare(wanted, *matching_.comparator);
    prepared = made.get();
  }
  const bool captures_read = run_.program().reads_captures;
  std::vector<std::string_view> captures;
  Comparison comparison{.comparator = *matching_.comparator,
                        .parameter = matching_.parameter,
                        .key = wanted,
                        .prepared = prepared,
                        .value = value,
                        .captures = captures_read ? &captures : nullptr};
  const bool matched = type.match(comparison);
  run_.spend_octets(value.size() + comparison.work);
  if (matched && !captures.empty()) run_.set_captures(captures, from_message_);
  if (matched && run_.tracing())
    run_.note("  " + std::string(type.name) + " matched \"" + std::string(value.substr(0, 200)) + "\"");
  return matched;
}

}  // namespace sieve
