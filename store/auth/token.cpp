// API tokens and device passwords.

#include "store/auth/token.hpp"

#include "base/digest.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace store::auth {
namespace {

constexpr std::string_view prefix = "nfd_";
constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";  // without i l o 0 1

}  // namespace

Token make_token() {
  Token token;
  token.shown = std::string(prefix) + base::text::base64url(base::random_octets(32));
  token.verifier = token_verifier(token.shown);
  return token;
}

std::string token_verifier(std::string_view shown) {
  return base::text::hex(base::sha256(shown));
}

Answer<std::optional<Credential>> check_token(Store& store, std::string shown) {
  // 4 + 43 characters; anything else need not trouble the store.
  if (!shown.starts_with(prefix) || shown.size() != prefix.size() + 43) co_return std::nullopt;
  auto credential = co_await store.token(token_verifier(shown));
  if (!credential || !credential->has_value()) co_return std::move(credential);
  if ((*credential)->kind != Credential::Kind::api_token) co_return std::nullopt;
  const auto account = co_await store.account((*credential)->account);
  if (!account || !account->enabled) co_return std::nullopt;
  co_return std::move(credential);
}

std::string make_password() {
  std::string password;
  for (int i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) password += '-';
    password += letters[base::random_below(letters.size())];
  }
  return password;
}

}  // namespace store::auth
