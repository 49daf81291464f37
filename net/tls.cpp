// TLS settings and certificates (RFC 8446, RFC 9325).

#include "net/tls.hpp"

#include <cerrno>
#include <functional>
#include <mutex>
#include <new>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace net {
namespace {

using Settings = std::shared_ptr<SSL_CTX>;

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& file) {
  const int error = ::access(file.c_str(), R_OK) == 0 ? 0 : errno;
  if (error != 0) throw std::system_error(error, std::generic_category(), what + " " + file.string());
  const auto code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  throw std::runtime_error(what + " " + file.string() + ": " +
                           (reason != nullptr ? reason : "it holds nothing usable"));
}

Settings settings(const SSL_METHOD* method) {
  ERR_clear_error();
  Settings made(SSL_CTX_new(method), [](SSL_CTX* context) { SSL_CTX_free(context); });
  if (!made) throw std::bad_alloc();
  SSL_CTX* context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);  // RFC 9325 section 3.1.1
  // RFC 9325 section 4.2: for TLS 1.2 only forward secrecy and authenticated encryption.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return made;
}

Settings server_settings(const std::filesystem::path& chain, const std::filesystem::path& key) {
  Settings made = settings(TLS_server_method());
  SSL_CTX* context = made.get();
  // Sessions are resumed by tickets, which the client keeps; a cache would keep them in our memory.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  if (SSL_CTX_use_certificate_chain_file(context, chain.c_str()) != 1)
    fail("cannot use the certificate", chain);
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
    fail("cannot use the private key", key);
  return made;
}

Settings client_settings(const std::filesystem::path& ca_file) {
  Settings made = settings(TLS_client_method());
  SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
  const bool trusted = ca_file.empty()
                           ? SSL_CTX_set_default_verify_paths(made.get()) == 1
                           : SSL_CTX_load_verify_locations(made.get(), ca_file.c_str(), nullptr) == 1;
  if (!trusted) fail("cannot use the authorities in", ca_file);
  return made;
}

}  // namespace

struct TlsContext::State {
  std::function<Settings()> make;
  std::mutex mutex;
  Settings now;  // shared with streams that are being opened while reload() swaps it
};

TlsContext::TlsContext() : state_(std::make_unique<State>()) {}
TlsContext::~TlsContext() = default;

std::unique_ptr<TlsContext> TlsContext::server(const std::filesystem::path& certificate_chain,
                                               const std::filesystem::path& private_key) {
  std::unique_ptr<TlsContext> context(new TlsContext);
  context->state_->make = [=] { return server_settings(certificate_chain, private_key); };
  context->reload();
  return context;
}

std::unique_ptr<TlsContext> TlsContext::client(const std::filesystem::path& ca_file) {
  std::unique_ptr<TlsContext> context(new TlsContext);
  context->state_->make = [=] { return client_settings(ca_file); };
  context->reload();
  return context;
}

void TlsContext::reload() {
  Settings fresh = state_->make();
  const std::lock_guard lock(state_->mutex);
  state_->now.swap(fresh);
}

std::shared_ptr<ssl_ctx_st> TlsContext::native() const {
  const std::lock_guard lock(state_->mutex);
  return state_->now;
}

}  // namespace net
