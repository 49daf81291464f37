// One IMAP connection (RFC 3501): its state, what commands may do with it, and the loop that runs them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "net/connection.hpp"
#include "net/stream.hpp"
#include "net/task.hpp"
#include "store/auth/sasl_exchange.hpp"
#include "store/imap/reply.hpp"
#include "store/imap/selected.hpp"
#include "store/imap/services.hpp"
#include "wire/imap/arguments.hpp"

namespace store::imap {

struct Command;

/// When TLS begins.
enum class Tls {
  by_command,  ///< STARTTLS, if Services has a context
  at_once,     ///< implicit TLS (RFC 8314); Services must have a context
};

/// Serves one connection until it ends; `services` outlives it.
net::Task<> serve(std::unique_ptr<net::Stream> stream, const Services& services, Tls tls);

class Session {
 public:
  Session(std::unique_ptr<net::Stream> stream, const Services& services);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  net::Task<> run(Tls tls);

  // --- what commands use

  [[nodiscard]] const Services& services() const { return services_; }
  [[nodiscard]] Store& store() const { return services_.store; }
  [[nodiscard]] static net::Deadline now() { return std::chrono::steady_clock::now(); }
  /// One of not_authenticated, authenticated, selected.
  [[nodiscard]] unsigned state() const;
  /// LOGIN and PLAIN are safe: TLS, or a peer on this machine.
  [[nodiscard]] bool may_send_password() const;
  [[nodiscard]] bool may_start_tls() const;
  [[nodiscard]] const std::string& peer_address() const { return connection_.peer().address; }
  /// Nothing before login.
  [[nodiscard]] const std::optional<auth::Identity>& identity() const { return identity_; }
  [[nodiscard]] mail::AccountId account() const { return identity_->account; }

  /// Queues text; it leaves in writes of at most 64 KiB, at the latest when the session waits or the command
  /// ends.
  net::Task<> write(std::string text);
  net::Task<> flush();
  /// The peer has gone: what is written reaches nobody, so that long work may end.
  [[nodiscard]] bool lost() const { return connection_.closed(); }
  /// The next line of the client, for continuations (IDLE, AUTHENTICATE).
  net::Task<base::Result<std::string>> read_line();
  /// Waits for the client, for changes (only while listening), or for `until`. Tells presence what has been
  /// acknowledged in the meantime.
  net::Task<net::Woke> wait(net::Deadline until);
  /// Untagged responses for all that has happened in the selected mailbox.
  net::Task<std::string> take_changes(bool may_expunge = true);
  /// BYE, once the login has ended: the device was removed, the account disabled, the password changed.
  net::Task<std::optional<Reply>> login_ended();
  /// Hears of changes from now on until stop_listening (IDLE).
  void listen();
  void stop_listening();

  void log_in(auth::Identity identity);
  /// Null outside the selected state.
  [[nodiscard]] Selected* selected() { return selected_ ? &*selected_ : nullptr; }
  void select(Selected selected);
  /// Leaves the selected mailbox, whose new messages this session has seen as \Recent.
  net::Task<> unselect();
  /// One change of the store in this session's name; its outbox items are handed on.
  Answer<Changed> mutate(Mutation mutation);
  net::Task<base::Result<void>> start_tls();

 private:
  struct Incoming;

  /// By when a line that has begun must be whole; before login no later than the login itself.
  [[nodiscard]] net::Deadline command_deadline() const;
  net::Task<> greet_and_serve(Tls tls);
  net::Task<> serve_commands();
  net::Task<net::Woke> wait_for_command();
  net::Task<Incoming> receive();
  net::Task<std::optional<Reply>> receive_line(Incoming& incoming);
  net::Task<std::optional<Reply>> receive_literals(Incoming& incoming);
  net::Task<base::Result<base::Body>> receive_literal(std::uint64_t size, bool may_hold_nul);
  net::Task<Reply> execute(Incoming& incoming);
  net::Task<Reply> run_command(const Command& command, Incoming& incoming);
  net::Task<> finish(const Incoming& incoming, Reply reply);
  net::Task<bool> read_changes();
  void report_told();
  void report_acknowledged();

  const Services& services_;
  net::Connection connection_;
  std::string id_;  ///< stands in the events that it causes
  base::Log log_;
  net::Deadline login_until_;
  int bad_commands_ = 0;
  bool ends_ = false;
  std::string out_;
  std::optional<auth::Identity> identity_;
  std::optional<Selected> selected_;
  std::unique_ptr<BusSubscription> hints_;       ///< while listening
  std::unique_ptr<Presence::Session> presence_;  ///< while a device's session listens
  std::vector<mail::ModSeq> taken_;              ///< events taken, not yet told, while presence_
  bool unacknowledged_ = false;
};

}  // namespace store::imap
