// AES-256-GCM with a random nonce of 96 bits in front and the tag of 128 bits behind.

#include "base/cipher.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

#include "base/freed.hpp"
#include "base/random.hpp"

namespace base {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

const unsigned char* bytes(std::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

void check(int code) {
  if (code != 1) throw std::runtime_error("libcrypto refused AES-256-GCM");
}

Context begin(bool encrypts, std::string_view key, std::string_view nonce, std::string_view associated) {
  if (key.size() != cipher_key_size) throw std::logic_error("a key of AES-256 has 32 octets");
  Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  check(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce),
                          encrypts ? 1 : 0));
  if (!associated.empty())
    check(EVP_CipherUpdate(context.get(), nullptr, &length, bytes(associated),
                           static_cast<int>(associated.size())));
  return context;
}

}  // namespace

Octets seal(std::string_view key, std::string_view plain, std::string_view context) {
  const Octets nonce = random_octets(nonce_size);
  const Context cipher = begin(true, key, nonce, context);
  Octets text(plain.size() + tag_size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(text.data());
  int length = 0;
  if (!plain.empty())
    check(EVP_CipherUpdate(cipher.get(), out, &length, bytes(plain), static_cast<int>(plain.size())));
  check(EVP_CipherFinal_ex(cipher.get(), out + length, &length));
  check(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out + plain.size()));
  return nonce + text;
}

std::optional<Octets> unseal(std::string_view key, std::string_view sealed, std::string_view context) {
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  const auto text = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  Octets tag(sealed.substr(sealed.size() - tag_size));
  const Context cipher = begin(false, key, sealed.substr(0, nonce_size), context);
  Octets plain(text.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(plain.data());
  int length = 0;
  if (!text.empty())
    check(EVP_CipherUpdate(cipher.get(), out, &length, bytes(text), static_cast<int>(text.size())));
  check(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()));
  if (EVP_CipherFinal_ex(cipher.get(), out + length, &length) != 1) return std::nullopt;
  return plain;
}

}  // namespace base
