// A private certificate authority and a certificate from it (RFC 5280), for the sandbox and tests; the end of
// a certificate.

#include "net/certificate.hpp"

#include <ctime>
#include <memory>
#include <new>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/freed.hpp"
#include "net/address.hpp"
#include "net/tls.hpp"

namespace net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, base::Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, base::Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, base::Freed<BIO_free_all>>;

// libcrypto fails here only when it is out of memory or of random octets.
void must(bool worked) {
  if (!worked) throw std::bad_alloc();
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, base::Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate begin(EVP_PKEY* key, const std::string& common_name) {
  Certificate certificate(X509_new());
  must(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);  // positive
  constexpr long day = 86400;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day / 24);  // clocks differ
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 397 * day);
  X509_set_pubkey(certificate.get(), key);
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                                  0) == 1);
  return certificate;
}

std::string subject_alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    if (!list.empty()) list += ",";
    list += (ip_socket_address(name, 0) ? "IP:" : "DNS:") + name;
  }
  return list;
}

template <class Write>
std::string pem(const Write& write) {
  const Memory memory(BIO_new(BIO_s_mem()));
  must(memory && write(memory.get()) == 1);
  char* octets = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &octets);
  return std::string(octets, static_cast<std::size_t>(length));
}

std::string pem(X509* certificate) {
  return pem([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

}  // namespace

SelfMadeCertificate make_certificate(const std::vector<std::string>& names) {
  const Key ca_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  must(ca_key && key);

  const Certificate ca = begin(ca_key.get(), "notifyd private authority");
  must(X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get())) == 1);
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  must(X509_sign(ca.get(), ca_key.get(), EVP_sha256()) > 0);

  const Certificate leaf = begin(key.get(), "notifyd");  // names stand in subjectAltName (RFC 9525 section 2)
  must(X509_set_issuer_name(leaf.get(), X509_get_subject_name(ca.get())) == 1);
  add_extension(leaf.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  add_extension(leaf.get(), ca.get(), NID_authority_key_identifier, "keyid");
  add_extension(leaf.get(), ca.get(), NID_subject_alt_name, subject_alternative_names(names));
  must(X509_sign(leaf.get(), ca_key.get(), EVP_sha256()) > 0);

  return {.ca = pem(ca.get()),
          .certificate = pem(leaf.get()),
          .private_key = pem([&](BIO* to) {
            return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

std::chrono::sys_seconds certificate_end(const std::filesystem::path& pem_file) {
  const Memory file(BIO_new_file(pem_file.c_str(), "r"));
  const Certificate certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
  std::tm parts{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1)
    throw std::runtime_error("there is no certificate in " + pem_file.string());
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

}  // namespace net
