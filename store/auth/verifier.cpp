// SCRAM verifiers of passwords (RFC 5802 section 3, RFC 5803).

#include "store/auth/verifier.hpp"

#include <limits>
#include <vector>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace store::auth {
namespace {

using base::Hash;
using wire::sasl::ScramKeys;

constexpr std::size_t salt_octets = 16;
constexpr std::size_t longest_password = 1000;

std::string to_text(std::string_view mechanism, const ScramKeys& keys) {
  return std::string(mechanism) + "$" + std::to_string(keys.iterations) + ":" +
         base::text::base64(keys.salt) + "$" + base::text::base64(keys.stored_key) + ":" +
         base::text::base64(keys.server_key);
}

std::optional<ScramKeys> parse_keys(std::string_view text, std::string_view mechanism,
                                    std::size_t key_octets) {
  const auto parts = base::text::split(text, '$');
  if (parts.size() != 3 || parts[0] != mechanism) return std::nullopt;
  const auto cost = base::text::split(parts[1], ':');
  const auto keys = base::text::split(parts[2], ':');
  if (cost.size() != 2 || keys.size() != 2) return std::nullopt;
  const auto iterations = base::text::number(cost[0]);
  auto salt = base::text::from_base64(cost[1]);
  auto stored = base::text::from_base64(keys[0]);
  auto server = base::text::from_base64(keys[1]);
  if (!iterations || *iterations == 0 || *iterations > std::numeric_limits<int>::max()) return std::nullopt;
  if (!salt || salt->empty() || !stored || !server) return std::nullopt;
  if (stored->size() != key_octets || server->size() != key_octets) return std::nullopt;
  return ScramKeys{.iterations = static_cast<unsigned>(*iterations),
                   .salt = std::move(*salt),
                   .stored_key = std::move(*stored),
                   .server_key = std::move(*server)};
}

/// Octets that only the holder of `secret` can foretell.
base::Octets made_up(std::string_view secret, std::string_view what, std::string_view login) {
  return base::hmac_sha256(secret, std::string(what) + '\0' + std::string(login));
}

}  // namespace

std::string to_text(const Verifier& verifier) {
  return to_text("SCRAM-SHA-256", verifier.sha256) + " " + to_text("SCRAM-SHA-1", verifier.sha1);
}

std::optional<Verifier> parse_verifier(std::string_view text) {
  const auto parts = base::text::split(text, ' ');
  if (parts.size() != 2) return std::nullopt;
  auto sha256 = parse_keys(parts[0], "SCRAM-SHA-256", 32);
  auto sha1 = parse_keys(parts[1], "SCRAM-SHA-1", 20);
  if (!sha256 || !sha1) return std::nullopt;
  return Verifier{.sha256 = std::move(*sha256), .sha1 = std::move(*sha1)};
}

base::Result<Verifier> make_verifier(std::string_view password, unsigned iterations) {
  if (password.empty()) return base::fail(base::Errc::syntax, "a password must not be empty");
  if (password.size() > longest_password)
    return base::fail(base::Errc::syntax, "a password has at most 1000 octets");
  const auto prepared = wire::sasl::prepared(password);
  if (!prepared) return base::fail(prepared.error().code, "the password " + prepared.error().text);
  if (prepared->empty()) return base::fail(base::Errc::syntax, "a password must not be empty");
  return Verifier{
      .sha256 = wire::sasl::scram_keys(Hash::sha256, *prepared, base::random_octets(salt_octets), iterations),
      .sha1 = wire::sasl::scram_keys(Hash::sha1, *prepared, base::random_octets(salt_octets), iterations)};
}

bool proves(const Verifier& verifier, std::string_view password) {
  const auto prepared = wire::sasl::prepared(password.substr(0, longest_password));
  const std::string text = prepared ? *prepared : std::string();
  const ScramKeys keys =
      wire::sasl::scram_keys(Hash::sha256, text, verifier.sha256.salt, verifier.sha256.iterations);
  const bool same = base::same_secret(keys.stored_key, verifier.sha256.stored_key);
  return same && !text.empty() && password.size() <= longest_password;
}

Verifier made_up_verifier(std::string_view login, std::string_view secret, unsigned iterations) {
  const auto keys = [&](std::string_view kind, std::size_t octets) {
    const std::string prefix(kind);
    return ScramKeys{.iterations = iterations,
                     .salt = made_up(secret, prefix + " salt", login).substr(0, salt_octets),
                     .stored_key = made_up(secret, prefix + " stored", login).substr(0, octets),
                     .server_key = made_up(secret, prefix + " server", login).substr(0, octets)};
  };
  return {.sha256 = keys("sha256", 32), .sha1 = keys("sha1", 20)};
}

}  // namespace store::auth
