// Whether a login still stands.

#include "store/auth/standing.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace store::auth {
namespace {

constexpr std::size_t proof_octets = 15;  // as many as a string holds in itself: idle sessions keep it

bool is_not_found(const base::Error& error) {
  return error.code == base::Errc::not_found;
}

}  // namespace

std::string verifier_of(const std::vector<Credential>& credentials,
                        const std::optional<mail::DeviceId>& device) {
  const auto kind = device ? Credential::Kind::device : Credential::Kind::password;
  const auto found = std::ranges::find_if(credentials, [&](const Credential& credential) {
    return credential.kind == kind && (!device || credential.device == device);
  });
  return found == credentials.end() ? std::string() : found->verifier;
}

std::string proof_of(const std::string& verifier) {
  return verifier.empty() ? std::string() : base::sha256(verifier).substr(0, proof_octets);
}

net::Task<bool> stands(Store& store, Identity& identity) {
  const auto now = store.login_changes();
  if (now == identity.as_of) co_return true;
  const auto account = co_await store.account(identity.account);
  if (!account) co_return !is_not_found(account.error());
  if (!account->enabled) co_return false;
  if (!identity.proof.empty()) {
    const auto credentials = co_await store.credentials(identity.account);
    if (!credentials) co_return !is_not_found(credentials.error());
    if (proof_of(verifier_of(*credentials, identity.device)) != identity.proof) co_return false;
  }
  identity.as_of = now;
  co_return true;
}

}  // namespace store::auth
