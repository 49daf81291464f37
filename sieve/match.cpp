// One test's comparisons: each value against each key, first match wins (RFC 5228 sections 2.7.1, 5.1, 5.7).

#include "sieve/match.hpp"

#include <string>
#include <utility>

#include "sieve/extension.hpp"
#include "sieve/shown.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_kept_octets = 8 << 20;  ///< of keys and what they were made into, of one test

}  // namespace

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
  if (matching_.type->counts) run_.spend_octets(value.size());  // it was found and decoded all the same
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
    if (run_.tracing())
      run_.note("  " + std::string(matching_.type->name) + (found ? ": found" : ": not there"));
    if (!found) continue;
    const std::string_view entry = *found;
    if (sets_captures_ && run_.program().reads_captures) run_.set_captures({&entry, 1}, from_message_);
    return true;
  }
  return false;
}

bool Match::any(std::string_view value) {
  const std::size_t held = run_.held();
  const std::size_t count = own_keys_ ? own_keys_->size() : keys_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const PreparedKey* ready = own_keys_ ? nullptr : matching_.prepared[i].get();
    const Kept* known = ready != nullptr ? nullptr : kept(i);
    if (known != nullptr ? matches(known->key, known->prepared.get(), value) : matches(key(i), ready, value))
      return true;
    run_.release(held);  // many keys for many values must not add up
  }
  return false;
}

std::string_view Match::key(std::size_t index) {
  return own_keys_ ? std::string_view((*own_keys_)[index]) : run_.text(keys_[index]);
}

/// Null where nothing is made ready, or where there is no more room.
const Match::Kept* Match::kept(std::size_t index) {
  if (matching_.type->prepare == nullptr) return nullptr;
  const auto known = kept_.find(index);
  if (known != kept_.end()) return &known->second;
  if (kept_octets_ > most_kept_octets) return nullptr;
  Kept made{.key = std::string(key(index)), .prepared = nullptr};
  made.prepared = prepare(made.key);
  kept_octets_ += made.key.size() + made.prepared->memory;
  return &kept_.emplace(index, std::move(made)).first->second;
}

std::unique_ptr<const PreparedKey> Match::prepare(std::string_view key) {
  run_.spend_octets(key.size() * matching_.comparator->weight);
  auto made = matching_.type->prepare(key, *matching_.comparator);
  run_.spend_octets(made->memory);
  return made;
}

bool Match::matches(std::string_view wanted, const PreparedKey* prepared, std::string_view value) {
  const MatchType& type = *matching_.type;
  const bool captures_read = sets_captures_ && run_.program().reads_captures;
  run_.spend_octets((value.size() + wanted.size()) * matching_.comparator->weight);
  std::unique_ptr<const PreparedKey> made;
  if (prepared == nullptr && type.prepare != nullptr) {
    made = prepare(wanted);
    prepared = made.get();
  }
  if (prepared != nullptr && !prepared->fault.empty()) {
    tell_fault(*prepared);
    return false;
  }
  std::vector<std::string_view> captures;
  Comparison comparison{.comparator = *matching_.comparator,
                        .parameter = matching_.parameter,
                        .key = wanted,
                        .prepared = prepared,
                        .value = value,
                        .captures = captures_read ? &captures : nullptr,
                        .budget = run_.budget()};
  const bool matched = type.match(comparison);
  if (matched && !captures.empty()) run_.set_captures(captures, from_message_);
  note(value, wanted, matched);
  return matched;
}

/// Once for a test, however many values it looks at. The key is not told: it may hold words of the message,
/// and what owners hear of is kept.
void Match::tell_fault(const PreparedKey& key) {
  if (std::exchange(fault_told_, true)) return;
  run_.remark_fault(std::string(matching_.type->name) + ": a key that came from a variable matches nothing");
  run_.note("  " + key.fault);
}

/// For the trace: what was compared with what.
void Match::note(std::string_view value, std::string_view wanted, bool matched) {
  constexpr std::size_t most = 16;  // of one test; what matched is always told
  if (!run_.tracing() || (!matched && noted_ > most)) return;
  if (!matched && noted_++ == most) return run_.note("  and more");
  const auto how = matching_.parameter.empty() ? "" : " \"" + matching_.parameter + '"';
  run_.note("  " + shown(value) + ' ' + std::string(matching_.type->name) + how + ' ' + shown(wanted) +
            (matched ? ": yes" : ": no"));
}

}  // namespace sieve
