// TLS settings and certificates (RFC 8446, RFC 9325).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;

namespace net {

/// A server's certificate or a client's trust, shared by many streams. reload() swaps the certificate for
/// connections that begin after it (SIGHUP). Thread-safe.
class TlsContext {
 public:
  /// TLS 1.2 and later. Throws std::runtime_error naming the file that cannot be read, parsed or matched.
  static std::unique_ptr<TlsContext> server(const std::filesystem::path& certificate_chain,
                                            const std::filesystem::path& private_key);
  /// Trusts the system's authorities, or those in `ca_file` if it is not empty.
  static std::unique_ptr<TlsContext> client(const std::filesystem::path& ca_file = {});
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Reads the files again. Throws as the constructor functions do, and then keeps what was in force.
  void reload();
  /// The current settings; the stream's SSL object holds its own reference.
  [[nodiscard]] std::shared_ptr<ssl_ctx_st> native() const;

 private:
  TlsContext();
  struct State;
  std::unique_ptr<State> state_;
};

/// A private certificate authority and a server certificate for `names` (DNS names and IP addresses), as PEM:
/// sandbox and tests. ECDSA P-256, valid for 397 days.
struct SelfMadeCertificate {
  std::string ca;
  std::string certificate;
  std::string private_key;
};
SelfMadeCertificate make_certificate(const std::vector<std::string>& names);

}  // namespace net
