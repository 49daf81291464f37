// Checking what tests compare with: match type, comparator, keys (RFC 5228 section 2.7).

#include <algorithm>
#include <utility>

#include "sieve/check.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_costly_keys = 500;

}  // namespace

void Check::matching(const Callee& callee, Given& to) {
  for (const auto& given : to.tags)
    if (given.tag->address_part != nullptr) to.address_part = given.tag->address_part;
  if (callee.keys.empty()) return;
  Matching made;
  for (const auto& given : to.tags) {
    if (given.tag->match_type != nullptr) {
      made.type = given.tag->match_type;
      if (given.value) made.parameter = given.value->strings.front().constant;
      if (made.type->accepts != nullptr && !made.type->accepts(made.parameter))
        error(given.value->span, "not a value for " + std::string(given.tag->name),
              std::string(made.type->expects));
    }
    if (given.tag->name == ":comparator" && given.value)
      made.comparator = comparator(given.value->strings.front().constant, given.value->span);
  }
  if (made.type != nullptr && !made.type->compares && made.comparator != nullptr)
    error(callee.word, std::string(made.type->name) + " takes no :comparator");
  if (made.type == nullptr) made.type = default_match_type();
  if (made.comparator == nullptr) made.comparator = comparator(callee.comparator, callee.word);
  if (made.type == nullptr || made.comparator == nullptr) return;
  check_comparator(callee, made);
  while (callee.takes[made.keys].name != callee.keys) ++made.keys;
  if (!to.positional[made.keys]) return;  // nothing is compared (RFC 5293 section 5)
  const bool said =
      std::ranges::any_of(to.tags, [](const GivenTag& given) { return given.tag->match_type != nullptr; });
  for (const auto& key : to.positional[made.keys]->strings) {
    if (!said && key.is_constant() && key.constant.find('*') != std::string::npos)
      warn(key.span, "'*' and '?' stand for themselves in " + std::string(made.type->name),
           "did you mean :matches?");
    if (made.type->costly && ++costly_keys_ > most_costly_keys) {
      error(key.span, "more than " + std::to_string(most_costly_keys) + " keys of " +
                          std::string(made.type->name) + " in one script");
      return;
    }
    if (!prepare(key, made)) return;
  }
  to.matching = std::move(made);
}

/// False: the script needs too much memory for its keys.
bool Check::prepare(const Text& key, Matching& made) {
  const bool ready = made.type->prepare != nullptr && key.is_constant();
  made.prepared.push_back(ready ? made.type->prepare(key.constant, *made.comparator) : nullptr);
  if (!ready) return true;
  const PreparedKey& prepared = *made.prepared.back();
  if (!prepared.fault.empty()) error(key.span, prepared.fault);
  program_->memory += prepared.memory;
  if (made.type->costly) key_octets_ += prepared.memory;
  if (key_octets_ <= limits_.key_octets) return true;
  error(key.span, "the keys of " + std::string(made.type->name) + " in this script need more than " +
                      std::to_string(limits_.key_octets >> 20) + " MiB of memory");
  return false;
}

void Check::check_comparator(const Callee& callee, const Matching& made) {
  using Needs = MatchType::Needs;
  const MatchType& type = *made.type;
  const Comparator& with = *made.comparator;
  const bool able = type.needs == Needs::equality ||
                    (type.needs == Needs::substring ? with.find != nullptr : with.order != nullptr);
  if (!able)
    error(callee.word,
          "the comparator " + std::string(with.name) + " cannot be used with " + std::string(type.name));
  if (type.counts && with.find != nullptr)
    warn(callee.word, std::string(type.name) + " compares numbers as text here",
         "add :comparator \"i;ascii-numeric\"");
}

const MatchType* Check::default_match_type() const {
  for (const auto* extension : known_)
    for (const auto& tag : extension->tags)
      if (tag.on == any_match && tag.name == ":is") return tag.match_type;
  return nullptr;
}

}  // namespace sieve
