// The Authenticator of the process: several sources of passwords behind one brake.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "store/auth/authenticator.hpp"
#include "store/auth/brake.hpp"
#include "store/auth/password_source.hpp"
#include "store/store.hpp"
#include "wire/sasl.hpp"

namespace store::auth {

struct LoginRules {
  std::string default_domain;  ///< for logins without '@'; "" for none
  std::vector<std::string>
      administrators;  ///< addresses that may act for others (RFC 4616 section 2), lower case
  unsigned iterations = least_iterations;      ///< that unknown logins seem to have
  std::function<void(bool accepted)> decided;  ///< told of each login; may be empty
};

/// Asks its sources in order; the first that knows login and password decides. All of them are asked before a
/// login is refused, so that its time tells nothing. Thread-safe; what it refers to must outlive it.
class Logins final : public Authenticator {
 public:
  /// `secret`: made_up_secret() of the store.
  Logins(Store& store, std::vector<PasswordSource*> sources, Brake& brake, std::string secret, base::Log log);
  void set_rules(LoginRules rules) { rules_ = std::move(rules); }  ///< before it is used

  Answer<Identity> plain(std::string login, std::string password, std::string peer_address) override;
  [[nodiscard]] std::vector<std::string> mechanisms() const override;
  [[nodiscard]] std::unique_ptr<SaslExchange> start(std::string mechanism, std::string peer_address) override;

  // --- for its exchanges

  /// Who is trying, from where and how.
  struct Attempt {
    wire::sasl::Claim claim;
    std::string peer_address;
    std::string mechanism;
  };
  Answer<Identity> check(Attempt attempt, std::string password);
  /// For SCRAM. Of an unknown login: a made-up verifier, and no identity. try_later while it is held off.
  struct Lookup {
    std::optional<Identity> identity;
    Verifier verifier;
  };
  Answer<Lookup> look_up(Attempt attempt);
  /// Says what a proof came to: counts, waits, authorizes. `identity`: nothing if the proof was wrong.
  Answer<Identity> conclude(Attempt attempt, std::optional<Identity> identity);

 private:
  [[nodiscard]] std::string braked_name(const Attempt& attempt) const;
  Answer<Identity> refuse(Attempt attempt);
  Answer<Identity> authorize(Identity identity, std::string authorize_as);

  Store& store_;
  std::vector<PasswordSource*> sources_;
  Brake& brake_;
  std::string secret_;
  base::Log log_;
  LoginRules rules_;
  wire::sasl::Mechanisms sasl_;
};

}  // namespace store::auth
