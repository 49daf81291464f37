// Logins: brake, sources, authorization identity (RFC 4422, RFC 4616).

#include "store/auth/logins.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "net/loops.hpp"
#include "store/auth/exchange.hpp"

namespace store::auth {
namespace {

constexpr std::size_t longest_login = 400;  // an address has at most 254 octets, a device's name 64

base::Error held_off() {
  return base::fail(base::Errc::try_later, "too many failed logins; try again later");
}

base::Error refused() {
  return base::fail(base::Errc::denied, "wrong user name or password");
}

}  // namespace

Logins::Logins(Store& store, std::vector<PasswordSource*> sources, Brake& brake, std::string secret,
               base::Log log)
    : store_(store),
      sources_(std::move(sources)),
      brake_(brake),
      secret_(std::move(secret)),
      log_(std::move(log)) {}

Answer<Identity> Logins::plain(std::string login, std::string password, std::string peer_address) {
  Attempt attempt{
      .claim = {.login = std::move(login)}, .peer_address = std::move(peer_address), .mechanism = "password"};
  auto answer = co_await check(std::move(attempt), std::move(password));
  co_return answer;
}

std::vector<std::string> Logins::mechanisms() const {
  // Clients take the strongest that is offered, so it must serve everybody: who has no keys would always
  // fail.
  const bool scram =
      std::ranges::all_of(sources_, [](const PasswordSource* each) { return each->has_keys(); });
  std::vector<std::string> names;
  for (const std::string& name : wire::sasl::Mechanisms::names())
    if (scram || !wire::sasl::scram_hash(name)) names.push_back(name);
  return names;
}

std::unique_ptr<SaslExchange> Logins::start(std::string mechanism, std::string peer_address) {
  const std::string name = base::text::uppered(mechanism);
  const auto offered = mechanisms();
  if (std::ranges::find(offered, name) == offered.end()) return nullptr;
  return std::make_unique<Exchange>(*this, sasl_.server(name), name, std::move(peer_address));
}

Answer<Identity> Logins::check(Attempt attempt, std::string password) {
  const std::string name = braked_name(attempt);
  if (brake_.holds_off(attempt.peer_address, name)) co_return held_off();
  std::optional<Identity> identity;
  if (attempt.claim.login.size() <= longest_login) {
    const Login login = parse_login(attempt.claim.login, rules_.default_domain);
    for (PasswordSource* source : sources_) {
      const auto found = co_await source->check(login, password);
      if (!found) co_return found.error();
      identity = *found;
      if (identity) break;
    }
  }
  auto answer = co_await conclude(std::move(attempt), std::move(identity));
  co_return answer;
}

Answer<Logins::Lookup> Logins::look_up(Attempt attempt) {
  const std::string name = braked_name(attempt);
  if (brake_.holds_off(attempt.peer_address, name)) co_return held_off();
  Lookup lookup{.identity = {}, .verifier = made_up_verifier(name, secret_, rules_.iterations)};
  if (attempt.claim.login.size() > longest_login) co_return lookup;
  const Login login = parse_login(attempt.claim.login, rules_.default_domain);
  for (PasswordSource* source : sources_) {
    const auto found = co_await source->keys(login);
    if (!found) co_return found.error();
    if (!found->has_value()) continue;
    lookup.identity = (*found)->identity;
    lookup.verifier = (*found)->verifier;
    break;
  }
  co_return lookup;
}

Answer<Identity> Logins::conclude(Attempt attempt, std::optional<Identity> identity) {
  const std::string name = braked_name(attempt);
  // Others may have failed while this one was checked: many guesses at once must not get many answers.
  if (brake_.holds_off(attempt.peer_address, name)) co_return held_off();
  if (!identity) {
    auto refusal = co_await refuse(std::move(attempt));
    co_return refusal;
  }
  brake_.succeeded(attempt.peer_address, name);
  const auto& all = rules_.administrators;
  identity->administrator = !identity->device && std::ranges::find(all, identity->address) != all.end();
  auto answer = co_await authorize(*identity, attempt.claim.authorize_as);
  if (rules_.decided) rules_.decided(answer.has_value());
  if (answer)
    log_.info("login", {{"account", answer->address},
                        {"login", name},
                        {"mechanism", attempt.mechanism},
                        {"peer", attempt.peer_address}});
  else
    log_.warn("login_not_authorized", {{"login", name}, {"peer", attempt.peer_address}});
  co_return answer;
}

std::string Logins::braked_name(const Attempt& attempt) const {
  return parse_login(std::string_view(attempt.claim.login).substr(0, longest_login), rules_.default_domain)
      .text();
}

Answer<Identity> Logins::refuse(Attempt attempt) {
  const std::string name = braked_name(attempt);
  const std::chrono::seconds delay = brake_.failed(attempt.peer_address, name);
  if (rules_.decided) rules_.decided(false);
  log_.info("login_refused", {{"login", base::text::to_valid_utf8(name)},
                              {"mechanism", attempt.mechanism},
                              {"peer", attempt.peer_address},
                              {"delay_seconds", delay.count()}});
  if (delay > std::chrono::seconds(0)) co_await net::sleep_until(std::chrono::steady_clock::now() + delay);
  co_return refused();
}

Answer<Identity> Logins::authorize(Identity identity, std::string authorize_as) {
  const std::string wanted = parse_login(authorize_as, rules_.default_domain).text();
  if (wanted.empty() || wanted == identity.address) co_return identity;
  const auto other = co_await store_.account_by_address(parse_login(wanted).address);
  if (!other && other.error().code != base::Errc::not_found) co_return other.error();
  // An alias of one's own, or ADDRESS/DEVICE said twice.
  if (other && other->id == identity.account) co_return identity;
  if (!identity.administrator || !other || !other->enabled)
    co_return base::fail(base::Errc::denied, "not allowed to act for that user");
  co_return Identity{.account = other->id, .address = other->address, .as_of = identity.as_of};
}

}  // namespace store::auth
