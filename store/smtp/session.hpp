// A session of an SMTP-like protocol: the dialog, its limits, and the one transaction that may be open.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "mail/envelope.hpp"
#include "net/connection.hpp"
#include "net/task.hpp"
#include "store/smtp/content.hpp"
#include "store/smtp/replies.hpp"
#include "store/smtp/service.hpp"
#include "store/smtp/settings.hpp"

namespace store::smtp {

/// From MAIL to the end of the message (RFC 5321 section 3.3).
struct Transaction {
  bool open = false;  ///< MAIL was accepted
  mail::Envelope envelope;
  mail::Recipient next;              ///< what the parameters of the RCPT at hand say
  std::unique_ptr<Content> content;  ///< DATA or BDAT has begun
  bool missed = false;  ///< a chunk came before a recipient was accepted: the message can be nobody's
};

/// Invariants: a reply is one write; a command that has begun is answered, also while the server stops; a
/// delivery's key is released only by a command whose first octet came after the reply to the delivery was
/// written.
class Session {
 public:
  /// All of them outlive the session.
  Session(net::Connection& connection, const Settings& settings, const Service& service, Protocol protocol,
          base::Log log);
  /// The whole dialog, from the greeting to its end.
  net::Task<> run();

  // For verbs and parameters.
  [[nodiscard]] Protocol protocol() const { return protocol_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Service& service() const { return service_; }
  [[nodiscard]] net::Connection& connection() { return connection_; }
  [[nodiscard]] Transaction& transaction() { return transaction_; }
  /// What LHLO said; "" before it.
  [[nodiscard]] const std::string& client_name() const { return client_name_; }
  void greet(std::string client_name);
  /// Drops the transaction (RSET, LHLO, the end of a message).
  void reset() { transaction_ = Transaction{}; }
  /// Takes octets of the message, on the pool if they go to disk.
  net::Task<> take(std::string octets);
  /// Writes `replies` behind what waits, now.
  net::Task<> say(Replies replies);
  /// The message is complete: delivers it and answers for each recipient. Ends the transaction.
  net::Task<> hand_over();
  /// No further command is read.
  void end() { ended_ = true; }
  /// The message did not come whole: ends the session, with a word to a client that was too slow.
  net::Task<> give_up(base::Error why);

 private:
  net::Task<> dialog();
  net::Task<std::optional<std::string>> next_line();
  net::Task<> obey(std::string line);
  net::Task<Replies> perform(std::string line);
  net::Task<Replies> deliver();
  net::Task<> prove();
  net::Task<> flush();
  [[nodiscard]] bool is_trusted() const;
  /// Nothing has come that was not obeyed yet, neither here nor in the kernel.
  [[nodiscard]] bool is_quiet();

  net::Connection& connection_;
  const Settings& settings_;
  const Service& service_;
  Protocol protocol_;
  base::Log log_;
  std::string client_name_;
  Transaction transaction_;
  std::string unwritten_;           ///< replies to commands that came together (RFC 2920 section 3.2)
  std::vector<DedupKey> unproved_;  ///< of deliveries that were answered
  bool next_is_proof_ = false;      ///< nothing had come when the last reply to a delivery was written
  std::size_t errors_ = 0;
  bool ended_ = false;
};

}  // namespace store::smtp
