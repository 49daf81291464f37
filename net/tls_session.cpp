// One TLS connection over a non-blocking descriptor.

#include "net/tls_session.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <new>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace net {
namespace {

bool is_ip_address(const std::string& name) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, name.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), &ignored) == 1;
}

}  // namespace

void TlsSession::Free::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

TlsSession::TlsSession(const TlsContext& context, int fd) : ssl_(SSL_new(context.native().get())) {
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd) != 1) throw std::bad_alloc();
}

TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::accepting(const TlsContext& context, int fd) {
  std::unique_ptr<TlsSession> session(new TlsSession(context, fd));
  SSL_set_accept_state(session->ssl_.get());
  return session;
}

std::unique_ptr<TlsSession> TlsSession::connecting(const TlsContext& context, int fd,
                                                   const std::string& server_name) {
  std::unique_ptr<TlsSession> session(new TlsSession(context, fd));
  SSL* ssl = session->ssl_.get();
  SSL_set_connect_state(ssl);
  X509_VERIFY_PARAM* check = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool accepted = is_ip_address(server_name)
                            ? X509_VERIFY_PARAM_set1_ip_asc(check, server_name.c_str()) == 1
                            : SSL_set_tlsext_host_name(ssl, server_name.c_str()) == 1 &&
                                  X509_VERIFY_PARAM_set1_host(check, server_name.c_str(), 0) == 1;
  // Never go on unchecked: a name that OpenSSL cannot take ends the handshake before it begins.
  if (!accepted || server_name.empty()) {
    session->broken_ = true;
    session->reason_ = "no certificate can be for the name '" + server_name + "'";
  }
  return session;
}

Moved TlsSession::moved(int result, std::size_t octets) {
  if (result == 1) return {Step::done, octets};
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {Step::want_read};
    case SSL_ERROR_WANT_WRITE:
      return {Step::want_write};
    case SSL_ERROR_ZERO_RETURN:
      return {Step::gone};
    default:
      broken_ = true;
      return {Step::gone};
  }
}

Moved TlsSession::handshake() {
  if (broken_) return {Step::gone};
  ERR_clear_error();
  const Moved answer = moved(SSL_do_handshake(ssl_.get()), 0);
  if (answer.step != Step::gone) return answer;
  const long verdict = SSL_get_verify_result(ssl_.get());
  refused_certificate_ = verdict != X509_V_OK;
  if (refused_certificate_) {
    reason_ = std::string("certificate not accepted: ") + X509_verify_cert_error_string(verdict);
  } else if (const auto code = ERR_peek_last_error(); code != 0 && ERR_reason_error_string(code) != nullptr) {
    reason_ = std::string("TLS handshake failed: ") + ERR_reason_error_string(code);
  } else {
    reason_ = "TLS handshake failed: the peer closed the connection";
  }
  return answer;
}

Moved TlsSession::read(std::span<char> into) {
  if (broken_) return {Step::gone};
  ERR_clear_error();
  std::size_t octets = 0;
  const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &octets);
  return moved(result, octets);
}

Moved TlsSession::write(std::string_view octets) {
  if (broken_) return {Step::gone};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_write_ex(ssl_.get(), octets.data(), octets.size(), &count);
  return moved(result, count);
}

Moved TlsSession::peek() {
  if (broken_) return {Step::gone};
  if (SSL_pending(ssl_.get()) > 0) return {Step::done, 1};
  ERR_clear_error();
  char ignored = 0;
  std::size_t octets = 0;
  const int result = SSL_peek_ex(ssl_.get(), &ignored, 1, &octets);
  return moved(result, octets);
}

void TlsSession::shut_down() noexcept {
  if (broken_ || SSL_is_init_finished(ssl_.get()) == 0) return;
  ERR_clear_error();
  // 0 (peer's close_notify is outstanding) and errors are alike here: the socket is shut down next.
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::uint64_t TlsSession::written() const {
  return BIO_number_written(SSL_get_wbio(ssl_.get()));
}

}  // namespace net
