// Checked programs, kept by the SHA-256 of their script.

#include "sieve/cache.hpp"

#include <utility>

#include "base/digest.hpp"
#include "sieve/program.hpp"

namespace sieve {

ProgramCache::ProgramCache(const Engine& engine, std::size_t octets) : engine_(engine), limit_(octets) {}

Checked ProgramCache::check(std::string_view script) {
  std::string digest = base::sha256(script);
  if (auto program = find(digest)) return {.program = std::move(program), .faults = {}};
  Checked checked = engine_.check(script);
  if (checked.program == nullptr) return checked;
  const std::size_t octets = script.size() + checked.program->memory;
  if (octets <= limit_) keep({.digest = std::move(digest), .octets = octets, .program = checked.program});
  return checked;
}

std::shared_ptr<const Program> ProgramCache::find(const std::string& digest) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->program;
}

void ProgramCache::keep(Entry entry) {
  const std::scoped_lock lock(mutex_);
  if (by_digest_.contains(entry.digest)) return;  // another thread was faster
  octets_ += entry.octets;
  entries_.push_front(std::move(entry));
  by_digest_.emplace(entries_.front().digest, entries_.begin());
  while (octets_ > limit_) {
    octets_ -= entries_.back().octets;
    by_digest_.erase(entries_.back().digest);
    entries_.pop_back();
  }
}

std::size_t ProgramCache::size() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

}  // namespace sieve
