// The passwords that our own store keeps: of accounts, and of devices.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "net/loops.hpp"
#include "store/auth/password_source.hpp"
#include "store/auth/proof_cache.hpp"
#include "store/store.hpp"

namespace store::auth {

struct PasswordRules {
  unsigned iterations =
      least_iterations;               ///< of new verifiers, and of those that unknown logins seem to have
  std::chrono::seconds remember{60};  ///< how long a right password is remembered in memory
};

/// Verifiers in the store's credentials. A device's credential is its own: the account's password does not
/// open ADDRESS/DEVICE, nor the other way round.
class OwnPasswords final : public PasswordSource {
 public:
  /// `secret` makes up the verifiers of unknown logins; made_up_secret() keeps it. PBKDF2 runs on `pool`.
  OwnPasswords(Store& store, boost::asio::any_io_executor pool, const base::Clock& clock, std::string secret,
               PasswordRules rules = {});

  Answer<std::optional<Identity>> check(Login login, std::string password) override;
  [[nodiscard]] bool has_keys() const override { return true; }
  Answer<std::optional<Keys>> keys(Login login) override;
  /// How many passwords were hashed to be checked. From any thread.
  [[nodiscard]] std::uint64_t hashes() const { return hashes_; }

 private:
  /// The identity and verifier text of `login`, the text "" if there is no such login.
  struct Entry {
    Identity identity;
    std::string verifier;
  };
  Answer<Entry> find(Login login);

  Store& store_;
  boost::asio::any_io_executor pool_;
  std::string secret_;
  PasswordRules rules_;
  ProofCache cache_;
  std::atomic<std::uint64_t> hashes_{0};
};

/// The store's secret for OwnPasswords, made when it is first asked for.
Answer<std::string> made_up_secret(Store& store);

}  // namespace store::auth
