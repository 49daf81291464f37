// AES-GCM: nonces of 96 bits, tags of 128 bits behind the ciphertext.

#include "base/cipher.hpp"

#include <memory>
#include <new>
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
  if (code != 1) throw std::runtime_error("libcrypto refused AES-GCM");
}

const EVP_CIPHER* cipher_of(std::string_view key) {
  if (key.size() == 16) return EVP_aes_128_gcm();
  if (key.size() == 32) return EVP_aes_256_gcm();
  throw std::logic_error("a key of AES-GCM has 16 or 32 octets here");
}

void require_whole_key(std::string_view key) {
  if (key.size() != cipher_key_size) throw std::logic_error("a key of AES-256 has 32 octets");
}

enum class Direction { decrypt = 0, encrypt = 1 };

Context begin(Direction direction, std::string_view key, std::string_view nonce,
              std::string_view associated) {
  const EVP_CIPHER* cipher = cipher_of(key);
  if (nonce.size() != nonce_size) throw std::logic_error("a nonce of AES-GCM has 12 octets here");
  Context context(EVP_CIPHER_CTX_new());
  if (context == nullptr) throw std::bad_alloc();
  int length = 0;
  check(EVP_CipherInit_ex(context.get(), cipher, nullptr, bytes(key), bytes(nonce),
                          static_cast<int>(direction)));
  if (!associated.empty())
    check(EVP_CipherUpdate(context.get(), nullptr, &length, bytes(associated),
                           static_cast<int>(associated.size())));
  return context;
}

/// To `out`, which has room for as much.
void update(EVP_CIPHER_CTX* context, std::string_view octets, Octets& out) {
  int length = 0;
  if (!octets.empty())
    check(EVP_CipherUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &length, bytes(octets),
                           static_cast<int>(octets.size())));
}

}  // namespace

Octets gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view plain,
                   std::string_view associated) {
  const Context context = begin(Direction::encrypt, key, nonce, associated);
  Octets encrypted(plain.size() + tag_size, '\0');
  update(context.get(), plain, encrypted);
  auto* tag = reinterpret_cast<unsigned char*>(encrypted.data()) + plain.size();
  int length = 0;
  check(EVP_CipherFinal_ex(context.get(), tag, &length));
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag));
  return encrypted;
}

std::optional<Octets> gcm_decrypt(std::string_view key, std::string_view nonce, std::string_view encrypted,
                                  std::string_view associated) {
  const Context context = begin(Direction::decrypt, key, nonce, associated);
  if (encrypted.size() < tag_size) return std::nullopt;
  Octets tag(encrypted.substr(encrypted.size() - tag_size));
  encrypted.remove_suffix(tag_size);
  Octets plain(encrypted.size(), '\0');
  update(context.get(), encrypted, plain);
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()));
  int length = 0;
  unsigned char nothing = 0;  // GCM pads nothing, so that no octet is left for the end
  if (EVP_CipherFinal_ex(context.get(), &nothing, &length) != 1) return std::nullopt;
  return plain;
}

Octets seal(std::string_view key, std::string_view plain, std::string_view context) {
  require_whole_key(key);
  const Octets nonce = random_octets(nonce_size);
  return nonce + gcm_encrypt(key, nonce, plain, context);
}

std::optional<Octets> unseal(std::string_view key, std::string_view sealed, std::string_view context) {
  require_whole_key(key);
  if (sealed.size() < nonce_size) return std::nullopt;
  return gcm_decrypt(key, sealed.substr(0, nonce_size), sealed.substr(nonce_size), context);
}

}  // namespace base
