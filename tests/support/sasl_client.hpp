// The client's side of SASL exchanges (RFC 4422), to hold our servers against: libgsasl once more, for
// nothing of ours logs in by more than PLAIN.
#pragma once

#include <gsasl.h>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/freed.hpp"
#include "base/octets.hpp"
#include "base/result.hpp"

namespace tests {

struct SaslAccount {
  std::string login;
  std::string password;
  std::string authorize_as{};  ///< "" for the login's own
};

/// One exchange.
class SaslClient {
 public:
  using Session = std::unique_ptr<Gsasl_session, base::Freed<gsasl_finish>>;

  SaslClient(Session session, const SaslAccount& account) : session_(std::move(session)) {
    set(GSASL_AUTHID, account.login);
    set(GSASL_PASSWORD, account.password);
    if (!account.authorize_as.empty()) set(GSASL_AUTHZID, account.authorize_as);
  }

  /// The response to `challenge` (empty for the initial response). denied: the server has not proved that it
  /// knows the password; syntax: no challenge of this mechanism.
  base::Result<base::Octets> step(const base::Octets& challenge) {
    if (satisfied_) return base::fail(base::Errc::syntax, "unexpected SASL challenge");
    char* octets = nullptr;
    std::size_t length = 0;
    const int code = gsasl_step(session_.get(), challenge.data(), challenge.size(), &octets, &length);
    satisfied_ = code == GSASL_OK;
    if (!satisfied_ && code != GSASL_NEEDS_MORE)
      return base::fail(code == GSASL_AUTHENTICATION_ERROR ? base::Errc::denied : base::Errc::syntax,
                        gsasl_strerror(code));
    const std::unique_ptr<char, base::Freed<gsasl_free>> owner(octets);
    return owner ? base::Octets(octets, length) : base::Octets();
  }

  /// True once the mechanism is satisfied. A server's success before that is not to be believed.
  [[nodiscard]] bool satisfied() const { return satisfied_; }

 private:
  void set(Gsasl_property name, const std::string& value) {
    if (gsasl_property_set(session_.get(), name, value.c_str()) != GSASL_OK) throw std::bad_alloc();
  }

  Session session_;
  bool satisfied_ = false;
};

/// libgsasl's tables, which its clients must not outlive.
class SaslClients {
 public:
  SaslClients() {
    if (gsasl_init(&context_) != GSASL_OK) throw std::runtime_error("libgsasl cannot be initialised");
  }
  ~SaslClients() { gsasl_done(context_); }
  SaslClients(const SaslClients&) = delete;
  SaslClients& operator=(const SaslClients&) = delete;

  [[nodiscard]] std::unique_ptr<SaslClient> client(std::string_view mechanism,
                                                   const SaslAccount& account) const {
    Gsasl_session* session = nullptr;
    if (gsasl_client_start(context_, std::string(mechanism).c_str(), &session) != GSASL_OK)
      throw std::runtime_error("libgsasl has no client for " + std::string(mechanism));
    return std::make_unique<SaslClient>(SaslClient::Session(session), account);
  }

 private:
  Gsasl* context_ = nullptr;
};

}  // namespace tests
