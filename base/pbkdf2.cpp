// PBKDF2 (RFC 8018 section 5.2) on libcrypto.

#include "base/pbkdf2.hpp"

#include <new>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/digest.hpp"

namespace base {
namespace {

const EVP_MD* native(Hash hash) {
  return hash == Hash::sha1 ? EVP_sha1() : EVP_sha256();
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(Octets& octets) {
  return reinterpret_cast<unsigned char*>(octets.data());
}

}  // namespace

Octets digest(Hash hash, std::string_view octets) {
  return hash == Hash::sha1 ? sha1(octets) : sha256(octets);
}

Octets hmac(Hash hash, std::string_view key, std::string_view octets) {
  Octets out(static_cast<std::size_t>(EVP_MD_get_size(native(hash))), '\0');
  if (HMAC(native(hash), key.data(), static_cast<int>(key.size()), bytes(octets), octets.size(), bytes(out),
           nullptr) == nullptr)
    throw std::bad_alloc();
  return out;
}

Octets pbkdf2(Hash hash, std::string_view password, std::string_view salt, unsigned iterations) {
  Octets out(static_cast<std::size_t>(EVP_MD_get_size(native(hash))), '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt),
                        static_cast<int>(salt.size()), static_cast<int>(iterations), native(hash),
                        static_cast<int>(out.size()), bytes(out)) != 1)
    throw std::bad_alloc();
  return out;
}

}  // namespace base
