// SASL mechanisms (RFC 4422), the server's side: PLAIN (RFC 4616), LOGIN, SCRAM-SHA-1 and SCRAM-SHA-256 (RFC
// 5802, RFC 7677). Octets in, octets out; nothing here waits, and base64 is the protocol's affair.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/octets.hpp"
#include "base/pbkdf2.hpp"
#include "base/result.hpp"

namespace wire::sasl {

/// Responses and challenges longer than this are refused; all mechanisms here stay far below it.
constexpr std::size_t limit_octets = 8192;

/// What a SCRAM server keeps of a password (RFC 5802 section 3); it can check one, but not log in elsewhere.
struct ScramKeys {
  unsigned iterations = 0;
  base::Octets salt;
  base::Octets stored_key;
  base::Octets server_key;
  bool operator==(const ScramKeys&) const = default;
};

/// Slow (PBKDF2). `password` has been through prepared().
ScramKeys scram_keys(base::Hash hash, std::string_view password, base::Octets salt, unsigned iterations);

/// The hash of SCRAM-SHA-1 or SCRAM-SHA-256; nothing for other mechanisms.
std::optional<base::Hash> scram_hash(std::string_view mechanism);

/// SASLprep (RFC 4013) of a name or password; syntax if it holds what that forbids (controls, ill-formed
/// UTF-8), or NUL.
base::Result<std::string> prepared(std::string_view text);

/// Who the client says it is. `authorize_as` is the authorization identity, "" for the login's own.
struct Claim {
  std::string login;
  std::string authorize_as;
};
/// Send this; the next response continues.
struct Challenge {
  base::Octets octets;
};
/// PLAIN, LOGIN: the exchange is over; the caller checks the password.
struct PasswordGiven {
  Claim claim;
  std::string password;
};
/// SCRAM: the caller finds the keys of `claim.login` (or makes up some) and calls continue_with().
struct KeysWanted {
  Claim claim;
};
/// SCRAM: the client knows the password; `final_octets` prove to it that we hold the keys.
struct Proved {
  Claim claim;
  base::Octets final_octets;
};

/// denied: the proof is wrong. syntax: not in the mechanism's grammar.
using Step = base::Result<std::variant<Challenge, PasswordGiven, KeysWanted, Proved>>;

/// The server's side of one exchange.
class Server {
 public:
  virtual ~Server() = default;
  /// The first call takes the initial response, or nothing; not called again after PasswordGiven, Proved or
  /// an Error.
  virtual Step step(std::optional<base::Octets> response) = 0;
  /// After KeysWanted; answers a Challenge.
  virtual Step continue_with(const ScramKeys& keys) = 0;
};

/// libgsasl's tables, made once and shared by all exchanges, which it must outlive. Thread-safe.
class Mechanisms {
 public:
  Mechanisms();
  ~Mechanisms();
  Mechanisms(const Mechanisms&) = delete;
  Mechanisms& operator=(const Mechanisms&) = delete;

  /// Strongest first.
  [[nodiscard]] static const std::vector<std::string>& names();
  /// Null if there is no such mechanism; ASCII case is ignored.
  [[nodiscard]] std::unique_ptr<Server> server(std::string_view mechanism) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wire::sasl
