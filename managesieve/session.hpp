// A ManageSieve session (RFC 5804).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "managesieve/command.hpp"
#include "managesieve/service.hpp"
#include "net/connection.hpp"

namespace managesieve {

/// Serves one connection to its end; what net::Listener calls. `service` outlives it.
net::Task<> serve(std::unique_ptr<net::Stream> stream, const Service& service, base::Log log);

/// One connection. Belongs to its loop.
class Session {
 public:
  Session(std::unique_ptr<net::Stream> stream, const Service& service, const base::Log& log);
  net::Task<> run();

  // --- for commands

  [[nodiscard]] const Service& service() const { return service_; }
  [[nodiscard]] const std::optional<store::auth::Identity>& identity() const { return identity_; }
  [[nodiscard]] net::Connection& connection() { return connection_; }
  [[nodiscard]] const base::Log& log() const { return log_; }
  [[nodiscard]] bool may_start_tls() const {
    return service_.tls != nullptr && !connection_.is_tls() && !identity_;
  }
  /// SASL mechanisms that may be used now: none before STARTTLS where that is offered, except on loopback;
  /// where it is not, only those that keep the password to themselves.
  [[nodiscard]] std::vector<std::string> mechanisms() const;
  void log_in(store::auth::Identity identity);
  void log_out();
  /// Counts a refused AUTHENTICATE; the reply, or BYE if there were too many.
  Reply failed_login(Reply reply);
  /// Writes a challenge and reads the client's response to it, both base64 (section 2.1).
  net::Task<base::Result<std::string>> challenge(std::string octets);
  [[nodiscard]] static net::Deadline in(std::chrono::seconds time) {
    return std::chrono::steady_clock::now() + time;
  }

 private:
  /// A command as it came, or the reply that it gets unread.
  struct Incoming {
    std::vector<Token> tokens;
    std::optional<Reply> refused;
  };
  net::Task<base::Result<Incoming>> read_command();
  /// The literal of `size` octets, or nothing if it was too large and has been read over.
  net::Task<base::Result<std::optional<std::string>>> read_literal(std::uint32_t size, base::ByteCount limit);
  [[nodiscard]] base::ByteCount literal_limit(const std::vector<Token>& tokens) const;
  net::Task<bool> speaks_tls();
  /// By when what has begun must be whole; before login no later than the login itself.
  [[nodiscard]] net::Deadline command_deadline() const;
  net::Task<Reply> answer(Incoming incoming);
  net::Task<Reply> guarded(const Command& command, Arguments arguments);
  net::Task<> write(Reply reply);

  const Service& service_;
  net::Connection connection_;
  base::Log peer_log_;  ///< as it is before login
  base::Log log_;
  std::optional<store::auth::Identity> identity_;
  net::Deadline login_until_;
  unsigned bad_commands_ = 0;
  unsigned failed_logins_ = 0;
};

}  // namespace managesieve
