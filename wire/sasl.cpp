// SASL exchanges (RFC 4422, 4616, 5802, 7677) by libgsasl; the only file that knows it.

#include "wire/sasl.hpp"

#include <algorithm>
#include <gsasl.h>
#include <new>
#include <stdexcept>

#include "base/freed.hpp"
#include "base/text.hpp"

namespace wire::sasl {
namespace {

using Session = std::unique_ptr<Gsasl_session, base::Freed<gsasl_finish>>;

/// What one step of libgsasl gave.
struct Output {
  int code = GSASL_OK;
  base::Octets octets;
};

Output run(Gsasl_session* session, const base::Octets& input) {
  char* octets = nullptr;
  std::size_t length = 0;
  Output output;
  output.code = gsasl_step(session, input.data(), input.size(), &octets, &length);
  const bool made = output.code == GSASL_OK || output.code == GSASL_NEEDS_MORE;
  const std::unique_ptr<char, base::Freed<gsasl_free>> owner(
      made ? octets : nullptr);  // on failure the pointer means nothing
  if (owner) output.octets.assign(octets, length);
  if (output.code == GSASL_MALLOC_ERROR) throw std::bad_alloc();
  return output;
}

std::string property(Gsasl_session* session, Gsasl_property name) {
  const char* value = gsasl_property_fast(session, name);
  return value == nullptr ? std::string() : std::string(value);
}

void set(Gsasl_session* session, Gsasl_property name, std::string_view value) {
  if (gsasl_property_set_raw(session, name, value.data(), value.size()) != GSASL_OK) throw std::bad_alloc();
}

Claim claim_of(Gsasl_session* session) {
  return {.login = property(session, GSASL_AUTHID), .authorize_as = property(session, GSASL_AUTHZID)};
}

/// PLAIN and LOGIN end by asking whether the password is right. We answer yes here and let the caller check
/// it, who can wait; nothing else is known by callback.
int answer(Gsasl* /*context*/, Gsasl_session* /*session*/, Gsasl_property name) {
  return name == GSASL_VALIDATE_SIMPLE ? GSASL_OK : GSASL_NO_CALLBACK;
}

base::Error refusal(int code) {
  if (code == GSASL_AUTHENTICATION_ERROR) return base::fail(base::Errc::denied, "authentication failed");
  return base::fail(base::Errc::syntax, "not a message of this SASL mechanism");
}

base::Error too_long() {
  return base::fail(base::Errc::syntax, "SASL response is too long");
}

/// PLAIN and LOGIN.
class PasswordServer final : public Server {
 public:
  PasswordServer(Session session, bool client_speaks_first)
      : session_(std::move(session)), client_speaks_first_(client_speaks_first) {}

  Step step(std::optional<base::Octets> response) override {
    // RFC 4422 section 3: an initial response has no place in a mechanism that the server begins.
    if (!begun_ && response && !client_speaks_first_)
      return base::fail(base::Errc::syntax, "this mechanism takes no initial response");
    if (response && response->size() > limit_octets) return too_long();
    // An empty response would look to libgsasl like none, and be asked for again without end.
    if (response && response->empty()) return base::fail(base::Errc::syntax, "empty SASL response");
    begun_ = true;
    Output output = run(session_.get(), response.value_or(base::Octets()));
    if (output.code == GSASL_NEEDS_MORE) return Challenge{std::move(output.octets)};
    if (output.code != GSASL_OK) return refusal(output.code);
    return PasswordGiven{.claim = claim_of(session_.get()),
                         .password = property(session_.get(), GSASL_PASSWORD)};
  }

  Step continue_with(const ScramKeys& /*keys*/) override {
    throw std::logic_error("this SASL mechanism asks for no keys");
  }

 private:
  Session session_;
  bool client_speaks_first_;
  bool begun_ = false;
};

/// SCRAM-*. libgsasl wants the keys in the middle of the step that reads the name, where nobody can wait for
/// a store; so that step is run twice, the first time only to hear the name.
class ScramServer final : public Server {
 public:
  ScramServer(Session listening, Session session)
      : listening_(std::move(listening)), session_(std::move(session)) {}

  Step step(std::optional<base::Octets> response) override {
    if (!response) return Challenge{};
    if (response->size() > limit_octets) return too_long();
    return listening_ ? begin(std::move(*response)) : finish(*response);
  }

  Step continue_with(const ScramKeys& keys) override {
    set(session_.get(), GSASL_SCRAM_ITER, std::to_string(keys.iterations));
    set(session_.get(), GSASL_SCRAM_SALT, base::text::base64(keys.salt));
    set(session_.get(), GSASL_SCRAM_STOREDKEY, base::text::base64(keys.stored_key));
    set(session_.get(), GSASL_SCRAM_SERVERKEY, base::text::base64(keys.server_key));
    Output output = run(session_.get(), first_);
    if (output.code != GSASL_NEEDS_MORE) return refusal(output.code);
    return Challenge{std::move(output.octets)};
  }

 private:
  Step begin(base::Octets response) {
    if (response.empty()) return base::fail(base::Errc::syntax, "empty SASL response");
    // RFC 5802 section 6: channel binding belongs to the -PLUS mechanisms, which are not offered.
    if (response.front() == 'p') return base::fail(base::Errc::syntax, "no channel binding is offered");
    const Output output = run(listening_.get(), response);
    if (output.code != GSASL_NEEDS_MORE) return refusal(output.code);
    Claim claim = claim_of(listening_.get());
    listening_.reset();
    first_ = std::move(response);
    if (claim.login.empty()) return base::fail(base::Errc::syntax, "no user name in the SASL response");
    return KeysWanted{std::move(claim)};
  }

  Step finish(const base::Octets& response) {
    Output output = run(session_.get(), response);
    if (output.code != GSASL_OK) return refusal(output.code);
    return Proved{.claim = claim_of(session_.get()), .final_octets = std::move(output.octets)};
  }

  Session listening_;  ///< until the name is known
  Session session_;
  base::Octets first_;
};

}  // namespace

ScramKeys scram_keys(base::Hash hash, std::string_view password, base::Octets salt, unsigned iterations) {
  const base::Octets salted = base::pbkdf2(hash, password, salt, iterations);
  const base::Octets client_key = base::hmac(hash, salted, "Client Key");
  return {.iterations = iterations,
          .salt = std::move(salt),
          .stored_key = base::digest(hash, client_key),
          .server_key = base::hmac(hash, salted, "Server Key")};
}

std::optional<base::Hash> scram_hash(std::string_view mechanism) {
  if (base::text::same_ignoring_case(mechanism, "SCRAM-SHA-256")) return base::Hash::sha256;
  if (base::text::same_ignoring_case(mechanism, "SCRAM-SHA-1")) return base::Hash::sha1;
  return std::nullopt;
}

base::Result<std::string> prepared(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || !base::text::is_utf8(text))
    return base::fail(base::Errc::syntax, "must be UTF-8 without NUL");
  char* out = nullptr;
  const int code = gsasl_saslprep(std::string(text).c_str(), GSASL_ALLOW_UNASSIGNED, &out, nullptr);
  if (code == GSASL_MALLOC_ERROR) throw std::bad_alloc();
  if (code != GSASL_OK)
    return base::fail(base::Errc::syntax, "holds a character that SASLprep forbids (RFC 4013)");
  const std::unique_ptr<char, base::Freed<gsasl_free>> owner(out);
  return std::string(out);
}

struct Mechanisms::State {
  Gsasl* context = nullptr;
  State() {
    if (gsasl_init(&context) != GSASL_OK) throw std::runtime_error("libgsasl cannot be initialised");
    gsasl_callback_set(context, answer);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { gsasl_done(context); }

  [[nodiscard]] Session server(const std::string& mechanism) const {
    Gsasl_session* session = nullptr;
    if (gsasl_server_start(context, mechanism.c_str(), &session) != GSASL_OK)
      throw std::runtime_error("libgsasl cannot serve " + mechanism);
    return Session(session);
  }
};

Mechanisms::Mechanisms() : state_(std::make_unique<State>()) {}
Mechanisms::~Mechanisms() = default;

const std::vector<std::string>& Mechanisms::names() {
  static const std::vector<std::string> all{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"};
  return all;
}

std::unique_ptr<Server> Mechanisms::server(std::string_view mechanism) const {
  const std::string name = base::text::uppered(mechanism);
  if (std::ranges::find(names(), name) == names().end()) return nullptr;
  if (scram_hash(name)) return std::make_unique<ScramServer>(state_->server(name), state_->server(name));
  return std::make_unique<PasswordServer>(state_->server(name), name == "PLAIN");
}

}  // namespace wire::sasl
