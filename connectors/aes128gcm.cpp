// Web Push message encryption (RFC 8291 section 3, RFC 8188 section 2).

#include "connectors/aes128gcm.hpp"

#include <memory>
#include <new>
#include <optional>

#include <openssl/evp.h>

#include "base/digest.hpp"
#include "base/freed.hpp"
#include "base/text.hpp"

namespace connectors {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t salt_octets = 16;
constexpr std::size_t tag_octets = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, base::Freed<EVP_CIPHER_CTX_free>>;

void require(bool done) {
  if (!done) throw std::bad_alloc();
}

/// HKDF-Expand for one block (RFC 5869 section 2.3).
base::Octets expand(std::string_view key, base::Octets info, std::size_t length) {
  info += '\x01';
  return base::hmac_sha256(key, info).substr(0, length);
}

struct RecordKeys {
  base::Octets key;
  base::Octets nonce;
};

/// RFC 8291 section 3.4. `secret` is the ECDH of the two keys, whichever side computed it.
RecordKeys derive(const SubscriptionKeys& keys, std::string_view sender_public, std::string_view secret,
                  std::string_view salt) {
  const auto mixed = base::hmac_sha256(keys.auth_secret, secret);
  const auto input = expand(
      mixed, base::Octets("WebPush: info\0"sv) + keys.user_agent_public + base::Octets(sender_public), 32);
  const auto pseudo_random_key = base::hmac_sha256(salt, input);
  return {.key = expand(pseudo_random_key, base::Octets("Content-Encoding: aes128gcm\0"sv), 16),
          .nonce = expand(pseudo_random_key, base::Octets("Content-Encoding: nonce\0"sv), 12)};
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// AES-128-GCM without additional data; the tag stands at the end.
base::Octets seal(const RecordKeys& keys, std::string_view plain) {
  const Cipher context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  base::Octets out(plain.size() + tag_octets, '\0');
  auto* into = reinterpret_cast<unsigned char*>(out.data());
  int length = 0;
  int rest = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes(keys.key), bytes(keys.nonce)) ==
          1);
  require(EVP_EncryptUpdate(context.get(), into, &length, bytes(plain), static_cast<int>(plain.size())) == 1);
  require(EVP_EncryptFinal_ex(context.get(), into + length, &rest) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_octets, into + length + rest) == 1);
  return out;
}

/// The opposite of seal(); nothing if the tag does not fit.
std::optional<base::Octets> open(const RecordKeys& keys, std::string_view sealed) {
  if (sealed.size() < tag_octets) return std::nullopt;
  const Cipher context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  base::Octets tag(sealed.substr(sealed.size() - tag_octets));
  sealed.remove_suffix(tag_octets);
  base::Octets out(sealed.size(), '\0');
  auto* into = reinterpret_cast<unsigned char*>(out.data());
  int length = 0;
  require(EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes(keys.key), bytes(keys.nonce)) ==
          1);
  require(EVP_DecryptUpdate(context.get(), into, &length, bytes(sealed), static_cast<int>(sealed.size())) ==
          1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_octets, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), into + length, &length) != 1) return std::nullopt;
  return out;
}

}  // namespace

base::Result<SubscriptionKeys> parse_subscription_keys(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return base::fail(base::Errc::syntax, "expected p256dh and auth");
  auto point = base::text::from_base64(text.substr(0, space));
  auto auth = base::text::from_base64(text.substr(space + 1));
  if (!point || !P256Key::is_point(*point))
    return base::fail(base::Errc::syntax,
                      "p256dh must be the base64url of an uncompressed P-256 point (65 octets)");
  if (!auth || auth->size() != 16)
    return base::fail(base::Errc::syntax, "auth must be the base64url of 16 octets");
  return SubscriptionKeys{.user_agent_public = std::move(*point), .auth_secret = std::move(*auth)};
}

base::Result<base::Octets> encrypt_push(std::string_view message, const SubscriptionKeys& keys,
                                        const P256Key& sender, std::string_view salt) {
  if (message.size() > longest_push_message)
    return base::fail(base::Errc::too_large, "the message has more than 3993 octets");
  const auto secret = sender.shared_secret(keys.user_agent_public);
  if (!secret) return secret.error();
  const auto record_keys = derive(keys, sender.public_point(), *secret, salt);
  base::Octets body(salt);
  body += "\x00\x00\x10\x00"sv;  // record size 4096
  body += static_cast<char>(sender.public_point().size());
  body += sender.public_point();
  body += seal(record_keys, base::Octets(message) + '\x02');  // RFC 8188 section 2: 02 ends the last record
  return body;
}

base::Result<base::Octets> decrypt_push(std::string_view body, const P256Key& user_agent,
                                        std::string_view auth_secret) {
  constexpr std::size_t head = salt_octets + 5 + 65;
  const auto refused = base::fail(base::Errc::syntax, "not a message for this subscription");
  if (body.size() < head || body[salt_octets + 4] != 65) return refused;
  const auto sender_public = body.substr(salt_octets + 5, 65);
  const auto secret = user_agent.shared_secret(sender_public);
  if (!secret) return secret.error();
  const SubscriptionKeys keys{.user_agent_public = user_agent.public_point(),
                              .auth_secret = base::Octets(auth_secret)};
  auto plain = open(derive(keys, sender_public, *secret, body.substr(0, salt_octets)), body.substr(head));
  if (!plain) return refused;
  while (plain->ends_with('\0')) plain->pop_back();  // RFC 8188 section 2: padding
  if (!plain->ends_with('\x02')) return refused;
  plain->pop_back();
  return *plain;
}

}  // namespace connectors
