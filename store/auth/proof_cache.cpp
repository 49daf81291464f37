// Passwords that were right a moment ago, as keyed digests.

#include "store/auth/proof_cache.hpp"

#include "base/digest.hpp"
#include "base/random.hpp"

namespace store::auth {

ProofCache::ProofCache(const base::Clock& clock, std::chrono::seconds keep, std::size_t limit)
    : clock_(clock), keep_(keep), limit_(limit), key_(base::random_octets(32)) {}

bool ProofCache::knows(std::string_view verifier, std::string_view password) const {
  const std::string proof = digest(verifier, password);
  const std::lock_guard lock(mutex_);
  const auto found = until_.find(proof);
  return found != until_.end() && clock_.now() < found->second;
}

void ProofCache::add(std::string_view verifier, std::string_view password) {
  std::string proof = digest(verifier, password);
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (until_.size() >= limit_) std::erase_if(until_, [&](const auto& entry) { return entry.second <= now; });
  if (until_.size() >= limit_)
    until_.clear();  // costs some logins their short cut, never one its correctness
  until_.insert_or_assign(std::move(proof), now + keep_);
}

std::string ProofCache::digest(std::string_view verifier, std::string_view password) const {
  return base::hmac_sha256(key_, std::string(verifier) + '\0' + std::string(password));
}

}  // namespace store::auth
