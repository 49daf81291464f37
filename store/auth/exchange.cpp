// SASL exchanges (RFC 4422) against the sources of passwords.

#include "store/auth/exchange.hpp"

namespace store::auth {

using wire::sasl::KeysWanted;
using wire::sasl::PasswordGiven;
using wire::sasl::Proved;

Exchange::Exchange(Logins& logins, std::unique_ptr<wire::sasl::Server> server, std::string mechanism,
                   std::string peer_address)
    : logins_(logins),
      server_(std::move(server)),
      mechanism_(std::move(mechanism)),
      peer_address_(std::move(peer_address)) {}

net::Task<SaslStep> Exchange::step(std::optional<base::Octets> response) {
  auto step = server_->step(std::move(response));
  if (!step) {
    if (step.error().code != base::Errc::denied) co_return step.error();
    // SCRAM: the proof is wrong. That counts, and takes its time.
    auto refused = co_await logins_.conclude(attempt(claim_), std::nullopt);
    if (!refused) co_return refused.error();
    co_return step.error();
  }
  if (auto* challenge = std::get_if<wire::sasl::Challenge>(&*step))
    co_return Challenge{std::move(challenge->octets)};
  if (auto* wanted = std::get_if<KeysWanted>(&*step)) {
    auto answer = co_await give_keys(std::move(wanted->claim));
    co_return answer;
  }
  if (auto* given = std::get_if<PasswordGiven>(&*step)) {
    auto who = co_await logins_.check(attempt(std::move(given->claim)), std::move(given->password));
    if (!who) co_return who.error();
    co_return Done{.identity = std::move(*who), .final_octets = {}};
  }
  auto who = co_await logins_.conclude(attempt(claim_), identity_);
  if (!who) co_return who.error();
  co_return Done{.identity = std::move(*who),
                 .final_octets = std::move(std::get<Proved>(*step).final_octets)};
}

net::Task<SaslStep> Exchange::give_keys(wire::sasl::Claim claim) {
  claim_ = std::move(claim);
  auto found = co_await logins_.look_up(attempt(claim_));
  if (!found) co_return found.error();
  identity_ = std::move(found->identity);
  const bool sha1 = wire::sasl::scram_hash(mechanism_) == base::Hash::sha1;
  auto step = server_->continue_with(sha1 ? found->verifier.sha1 : found->verifier.sha256);
  if (!step) co_return step.error();
  co_return Challenge{std::move(std::get<wire::sasl::Challenge>(*step).octets)};
}

Logins::Attempt Exchange::attempt(wire::sasl::Claim claim) const {
  return {.claim = std::move(claim), .peer_address = peer_address_, .mechanism = mechanism_};
}

}  // namespace store::auth
