// Passwords of accounts and devices, checked against the store's verifiers.

#include "store/auth/own_passwords.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "base/text.hpp"
#include "net/on.hpp"
#include "store/auth/standing.hpp"

namespace store::auth {
namespace {

/// The device called `name`, or id 0, which no credential has.
mail::DeviceId device_called(const std::string& name, const std::vector<Device>& devices) {
  const auto found = std::ranges::find(devices, name, &Device::name);
  return found == devices.end() ? mail::DeviceId{} : found->id;
}

/// An Error that says nothing about the login.
template <class T>
bool is_trouble(const base::Result<T>& answer) {
  return !answer && answer.error().code != base::Errc::not_found;
}

}  // namespace

OwnPasswords::OwnPasswords(Store& store, boost::asio::any_io_executor pool, const base::Clock& clock,
                           std::string secret, PasswordRules rules)
    : store_(store),
      pool_(std::move(pool)),
      secret_(std::move(secret)),
      rules_(rules),
      cache_(clock, rules.remember) {}

Answer<std::optional<Identity>> OwnPasswords::check(Login login, std::string password) {
  const auto entry = co_await find(login);
  if (!entry) co_return entry.error();
  if (!entry->verifier.empty() && cache_.knows(entry->verifier, password)) co_return entry->identity;
  auto verifier = parse_verifier(entry->verifier);
  const bool real = verifier.has_value();
  if (!real) verifier = made_up_verifier(login.text(), secret_, rules_.iterations);
  ++hashes_;
  auto work = [&verifier, &password] { return proves(*verifier, password); };
  const bool proved = co_await net::on(pool_, work);
  if (!real || !proved) co_return std::nullopt;
  cache_.add(entry->verifier, password);
  co_return entry->identity;
}

Answer<std::optional<Keys>> OwnPasswords::keys(Login login) {
  auto entry = co_await find(std::move(login));
  if (!entry) co_return entry.error();
  auto verifier = parse_verifier(entry->verifier);
  if (!verifier) co_return std::nullopt;
  co_return Keys{.identity = std::move(entry->identity), .verifier = std::move(*verifier)};
}

Answer<OwnPasswords::Entry> OwnPasswords::find(Login login) {
  const auto as_of = store_.login_changes();
  // An unknown address is asked for as much as a known one, under an id that nobody has.
  const auto account = co_await store_.account_by_address(login.address);
  if (is_trouble(account)) co_return account.error();
  const mail::AccountId id = account ? account->id : mail::AccountId{};
  const auto credentials = co_await store_.credentials(id);
  if (is_trouble(credentials)) co_return credentials.error();
  std::optional<mail::DeviceId> device;
  if (login.device) {
    const auto devices = co_await store_.devices(id);
    if (is_trouble(devices)) co_return devices.error();
    device = devices ? device_called(*login.device, *devices) : mail::DeviceId{};
  }
  Entry entry;
  if (!account || !account->enabled || !credentials) co_return entry;
  entry.verifier = verifier_of(*credentials, device);
  entry.identity = {.account = id,
                    .address = account->address,
                    .device = device,
                    .proof = proof_of(entry.verifier),
                    .as_of = as_of};
  co_return entry;
}

Answer<std::string> made_up_secret(Store& store) {
  const std::string name = "auth.made_up_secret";
  auto kept = co_await store.setting(name);
  if (!kept) co_return kept.error();
  if (kept->has_value()) {
    auto octets = base::text::from_base64(**kept);
    if (octets) co_return std::move(*octets);
  }
  std::string secret = base::random_octets(32);
  const auto put = co_await store.put_setting(name, base::text::base64(secret));
  if (!put) co_return put.error();
  co_return secret;
}

}  // namespace store::auth
