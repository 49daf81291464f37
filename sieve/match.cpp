// One test's comparisons: each value against each key, first match wins (RFC 5228 sections 2.7.1, 5.1, 5.7).

#include "sieve/match.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sieve/extension.hpp"

namespace sieve {

Match::Match(Run& run, const Arguments& arguments, bool from_message)
    : run_(run),
      matching_(*arguments.given().matching),
      keys_(arguments.given().positional[matching_.keys]->strings),
      from_message_(from_message) {}

Match::Match(Run& run, const Arguments& arguments, std::vector<std::string> keys) : Match(run, arguments) {
  own_keys_ = std::move(keys);
}

bool Match::offer(std::string_view value) {
  return offer(value, 1);
}

bool Match::offer(std::string_view value, std::uint64_t counts_as) {
  count_ += counts_as;
  if (matching_.type->asks != nullptr) {
    run_.spend_octets(value.size());
    values_.emplace_back(value);
    return false;
  }
  return !matching_.type->counts && any(value);
}

bool Match::finish() {
  if (matching_.type->asks != nullptr) return !values_.empty() && ask();
  return matching_.type->counts && any(std::to_string(count_));
}

/// All values at once: a run begins anew after each answer, and a message may have thousands of addresses.
bool Match::ask() {
  const std::size_t held = run_.held();
  for (const Text& key : keys_) {
    const auto found = matching_.type->asks(run_, run_.text(key), values_);
    run_.release(held);
    if (!found) continue;
    const std::string_view entry = *found;
    if (sets_captures_ && run_.program().reads_captures) run_.set_captures({&entry, 1}, from_message_);
    return true;
  }
  return false;
}

bool Match::any(std::string_view value) {
  if (own_keys_)
    return std::ranges::any_of(*own_keys_,
                               [&](const std::string& key) { return matches(key, nullptr, value); });
  const std::size_t held = run_.held();
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (matches(run_.text(keys_[i]), matching_.prepared[i].get(), value)) return true;
    run_.release(held);  // many keys for many values must not add up
  }
  return false;
}

bool Match::matches(std::string_view wanted, const PreparedKey* prepared, std::string_view value) {
  const MatchType& type = *matching_.type;
  const bool captures_read = sets_captures_ && run_.program().reads_captures;
  std::unique_ptr<const PreparedKey> made;
  if (prepared == nullptr && type.prepare != nullptr) {
    made = type.prepare(wanted, *matching_.comparator);
    prepared = made.get();
    run_.spend_octets(wanted.size() * matching_.comparator->weight);
    if (!made->fault.empty()) {
      run_.note("  " + made->fault);
      return false;
    }
  }
  std::vector<std::string_view> captures;
  Comparison comparison{.comparator = *matching_.comparator,
                        .parameter = matching_.parameter,
                        .key = wanted,
                        .prepared = prepared,
                        .value = value,
                        .captures = captures_read ? &captures : nullptr};
  const bool matched = type.match(comparison);
  run_.spend_octets((value.size() + comparison.work) * matching_.comparator->weight);
  if (matched && !captures.empty()) run_.set_captures(captures, from_message_);
  if (matched && run_.tracing())
    run_.note("  " + std::string(type.name) + " matched \"" + std::string(value.substr(0, 200)) + "\"");
  return matched;
}

}  // namespace sieve
