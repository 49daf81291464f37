// Digests and HMAC (FIPS 180-4, RFC 2104) on libcrypto.

#include "base/digest.hpp"

#include <new>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace base {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Looked up once: EVP_sha256() is looked up by its name each time that it is used.
const EVP_MD* sha256_kind() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

Octets digest(const EVP_MD* kind, std::string_view octets) {
  Octets out(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  if (EVP_Digest(octets.data(), octets.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, kind,
                 nullptr) != 1)
    throw std::bad_alloc();
  return out;
}

}  // namespace

Octets sha256(std::string_view octets) {
  return digest(sha256_kind(), octets);
}
Octets sha1(std::string_view octets) {
  return digest(EVP_sha1(), octets);
}

Octets hmac_sha256(std::string_view key, std::string_view octets) {
  Octets out(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(octets), octets.size(),
           reinterpret_cast<unsigned char*>(out.data()), &length) == nullptr)
    throw std::bad_alloc();
  out.resize(length);
  return out;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Sha256::Context {
  EVP_MD_CTX* handle = EVP_MD_CTX_new();
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(handle); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (context_->handle == nullptr || EVP_DigestInit_ex(context_->handle, sha256_kind(), nullptr) != 1)
    throw std::bad_alloc();
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view octets) {
  EVP_DigestUpdate(context_->handle, octets.data(), octets.size());
}

Octets Sha256::finish() {
  Octets out(32, '\0');
  EVP_DigestFinal_ex(context_->handle, reinterpret_cast<unsigned char*>(out.data()), nullptr);
  return out;
}

}  // namespace base
