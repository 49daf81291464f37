// A SASL exchange of Logins: the mechanism's octets on one side, brake and sources on the other.
#pragma once

#include "store/auth/logins.hpp"

namespace store::auth {

class Exchange final : public SaslExchange {
 public:
  Exchange(Logins& logins, std::unique_ptr<wire::sasl::Server> server, std::string mechanism,
           std::string peer_address);
  net::Task<SaslStep> step(std::optional<base::Octets> response) override;

 private:
  net::Task<SaslStep> give_keys(wire::sasl::Claim claim);
  [[nodiscard]] Logins::Attempt attempt(wire::sasl::Claim claim) const;

  Logins& logins_;
  std::unique_ptr<wire::sasl::Server> server_;
  std::string mechanism_;
  std::string peer_address_;
  wire::sasl::Claim claim_;           ///< SCRAM: what the first message said
  std::optional<Identity> identity_;  ///< SCRAM: who it is if the proof is right
};

}  // namespace store::auth
