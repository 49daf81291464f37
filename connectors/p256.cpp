// P-256 (FIPS 186-4) through libcrypto's EVP interface.

#include "connectors/p256.hpp"

#include <array>
#include <new>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/freed.hpp"

namespace connectors {
namespace {

constexpr std::size_t scalar_octets = 32;
constexpr std::size_t point_octets = 65;

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, base::Freed<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, base::Freed<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, base::Freed<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, base::Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, base::Freed<EC_POINT_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, base::Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, base::Freed<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, base::Freed<ECDSA_SIG_free>>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(base::Octets& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// libcrypto fails here only for want of memory or a broken installation.
void require(bool done) {
  if (!done) throw std::bad_alloc();
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

/// An EVP key from its public point and, if there is one, its scalar; null if they are not of the curve.
std::shared_ptr<EVP_PKEY> assemble(std::string_view point, const BIGNUM* scalar) {
  const Builder builder(OSSL_PARAM_BLD_new());
  require(builder != nullptr);
  require(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1);
  require(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                           point.size()) == 1);
  if (scalar != nullptr)
    require(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  require(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  const int selection = scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1) return nullptr;
  return owned(key);
}

}  // namespace

P256Key::P256Key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)), point_(point_octets, '\0') {
  std::size_t length = 0;
  require(EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes(point_), point_.size(),
                                          &length) == 1 &&
          length == point_octets);
}

P256Key P256Key::make() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  require(key != nullptr);
  return P256Key(owned(key));
}

base::Result<P256Key> P256Key::of_private(std::string_view scalar) {
  const auto refused = base::fail(base::Errc::syntax, "not a private key of P-256");
  if (scalar.size() != scalar_octets) return refused;
  const Number number(BN_bin2bn(bytes(scalar), static_cast<int>(scalar.size()), nullptr));
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  require(number != nullptr && group != nullptr);
  if (BN_is_zero(number.get()) == 1 || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0)
    return refused;
  const Point point(EC_POINT_new(group.get()));
  base::Octets octets(point_octets, '\0');
  require(point != nullptr &&
          EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  require(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes(octets),
                             octets.size(), nullptr) == point_octets);
  auto key = assemble(octets, number.get());
  if (!key) return refused;
  return P256Key(std::move(key));
}

bool P256Key::is_point(std::string_view octets) {
  return octets.size() == point_octets && octets.front() == '\x04' && assemble(octets, nullptr) != nullptr;
}

base::Octets P256Key::private_scalar() const {
  BIGNUM* raw = nullptr;
  require(EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &raw) == 1);
  const Number number(raw);
  base::Octets octets(scalar_octets, '\0');
  require(BN_bn2binpad(number.get(), bytes(octets), static_cast<int>(octets.size())) ==
          static_cast<int>(scalar_octets));
  return octets;
}

base::Result<base::Octets> P256Key::shared_secret(std::string_view peer_point) const {
  const auto refused = base::fail(base::Errc::syntax, "not a public key of P-256");
  const auto peer = peer_point.size() == point_octets ? assemble(peer_point, nullptr) : nullptr;
  if (!peer) return refused;
  const KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  require(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1);
  if (EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1) return refused;
  base::Octets secret(scalar_octets, '\0');
  std::size_t length = secret.size();
  if (EVP_PKEY_derive(context.get(), bytes(secret), &length) != 1 || length != secret.size()) return refused;
  return secret;
}

base::Octets P256Key::sign(std::string_view octets) const {
  const Digest digest(EVP_MD_CTX_new());
  require(digest != nullptr &&
          EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  std::array<unsigned char, 80> der{};  // a DER signature of P-256 has at most 72 octets
  std::size_t length = der.size();
  require(EVP_DigestSign(digest.get(), der.data(), &length, bytes(octets), octets.size()) == 1);
  const unsigned char* at = der.data();
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
  require(signature != nullptr);
  base::Octets both(2 * scalar_octets, '\0');
  require(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes(both), scalar_octets) == scalar_octets);
  require(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes(both) + scalar_octets, scalar_octets) ==
          scalar_octets);
  return both;
}

bool P256Key::verify(std::string_view point, std::string_view octets, std::string_view signature) {
  if (signature.size() != 2 * scalar_octets || !is_point(point)) return false;
  const auto key = assemble(point, nullptr);
  const Signature pair(ECDSA_SIG_new());
  require(pair != nullptr);
  require(ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes(signature), scalar_octets, nullptr),
                         BN_bin2bn(bytes(signature) + scalar_octets, scalar_octets, nullptr)) == 1);
  std::array<unsigned char, 80> der{};
  unsigned char* at = der.data();
  const int length = i2d_ECDSA_SIG(pair.get(), &at);
  const Digest digest(EVP_MD_CTX_new());
  require(length > 0 && digest != nullptr);
  require(EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
  return EVP_DigestVerify(digest.get(), der.data(), static_cast<std::size_t>(length), bytes(octets),
                          octets.size()) == 1;
}

}  // namespace connectors
