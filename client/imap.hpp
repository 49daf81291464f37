// A client of IMAP (RFC 3501, RFC 2177) that only looks: the tap on a foreign server.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/octets.hpp"
#include "base/result.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "mail/uid_set.hpp"
#include "net/connection.hpp"
#include "net/task.hpp"
#include "wire/imap/response.hpp"

namespace client {

struct ImapServer {
  enum class Tls {
    never,     ///< passwords are then sent to loopback only
    starttls,  ///< RFC 2595; a server that does not offer it is refused
    implicit,  ///< from the first octet (RFC 8314 section 3.2)
  };
  std::string host;  ///< name, IP address or "unix:/path"
  std::uint16_t port = 993;
  Tls tls = Tls::implicit;
  std::string account;   ///< whose mail is looked at
  std::string master;    ///< who logs in on the account's behalf; "" for the account itself
  std::string password;  ///< of who logs in
  std::chrono::milliseconds connect_patience = std::chrono::seconds(10);
  std::chrono::milliseconds patience = std::chrono::seconds(60);    ///< for each command
  std::chrono::milliseconds idle_for = std::chrono::minutes(25);    ///< servers end an IDLE of 30 minutes
  std::chrono::milliseconds poll_every = std::chrono::seconds(60);  ///< NOOP, where IDLE is not offered
};

/// A mailbox as EXAMINE found it.
struct ImapMailbox {
  mail::UidValidity uid_validity;
  mail::Uid uid_next;  ///< every uid below it is assigned (RFC 3501 section 2.3.1.1)
  std::uint32_t messages = 0;
};

/// A message as FETCH told of it.
struct ImapMessage {
  mail::Uid uid;
  mail::Flags flags;
  base::ByteCount size = 0;
  std::optional<base::Time> received;  ///< INTERNALDATE
  std::optional<std::string> octets;   ///< the part asked for; nothing if the server has none to give
};

/// A conversation with one server. Belongs to the loop it was opened on. After gone, timed_out or syntax it
/// is over.
class Imap {
 public:
  /// Connects, starts TLS and logs in as `server` says. `tls` may be null for Tls::never. gone, timed_out,
  /// try_later (the server is not able to just now), denied (the login, or a required protection is missing).
  static net::Task<base::Result<std::unique_ptr<Imap>>> open(ImapServer server, net::TlsContext* tls);
  /// The same on a stream that is connected already.
  static net::Task<base::Result<std::unique_ptr<Imap>>> open_over(std::unique_ptr<net::Stream> stream,
                                                                  ImapServer server, net::TlsContext* tls);

  /// Opens `mailbox` (UTF-8) read-only, anew if it is open: nothing is changed by looking. not_found;
  /// unsupported: the server has no lasting uids.
  net::Task<base::Result<ImapMailbox>> examine(std::string mailbox);
  /// Uids in [first, last] that exist. At most `search_span` uids wide.
  net::Task<base::Result<mail::UidSet>> search(mail::UidRange range);
  static constexpr std::uint32_t search_span = 20'000;

  /// How much of each message is fetched. Never sets \Seen.
  enum class Portion {
    header,     ///< at most header_limit octets of it
    beginning,  ///< at most beginning_limit octets of the message
  };
  static constexpr base::ByteCount header_limit = 128 << 10;
  static constexpr base::ByteCount beginning_limit = 1 << 20;
  /// By uid; those that are gone are missing.
  net::Task<base::Result<std::vector<ImapMessage>>> fetch(mail::UidSet uids, Portion portion);

  /// Until messages may have come since examine() (EXISTS, RFC 3501 section 7.3.1), idle_for has passed, or
  /// stop() was called. By IDLE where it is offered, else by NOOP.
  net::Task<base::Result<void>> wait();
  /// LOGOUT, and at most 2 s for its answer.
  net::Task<> logout();

  /// Ends a wait(), also each later one. On its loop only.
  void stop() noexcept { connection_.stream().stop(); }
  [[nodiscard]] bool stopping() { return connection_.stream().stopping(); }
  /// Ends whatever is under way. On its loop only.
  void close() noexcept { connection_.close(); }
  [[nodiscard]] bool offers(const std::string& capability) const;
  [[nodiscard]] bool is_tls() const { return connection_.is_tls(); }

 private:
  using Collect = std::function<void(wire::imap::Response&)>;
  Imap(ImapServer server, std::unique_ptr<net::Stream> stream);

  // Opening (imap_open.cpp).
  net::Task<base::Result<void>> begin(net::TlsContext* tls);
  net::Task<base::Result<void>> greet();
  net::Task<base::Result<void>> secure(net::TlsContext* tls);
  net::Task<base::Result<void>> log_in();
  net::Task<base::Result<wire::imap::Response>> authenticate_plain(bool at_once);
  net::Task<base::Result<wire::imap::Response>> login();
  net::Task<base::Result<void>> learn_capabilities();

  // Conversation (imap.cpp).
  /// The tagged response, whatever its condition; untagged ones are given to `collect`.
  net::Task<base::Result<wire::imap::Response>> ask(std::string command, Collect collect = {});
  /// The tagged response or a continuation request.
  net::Task<base::Result<wire::imap::Response>> begin_command(std::string command, Collect collect = {});
  net::Task<base::Result<wire::imap::Response>> read_answer(net::Deadline deadline, Collect collect);
  net::Task<base::Result<wire::imap::Response>> read_response(net::Deadline deadline);
  net::Task<base::Result<std::string>> read_line(net::Deadline deadline);
  void note(const wire::imap::Response& response);
  base::Error broken(base::Error error);
  [[nodiscard]] net::Deadline soon() const;

  // Waiting (imap_wait.cpp).
  net::Task<base::Result<void>> idle();
  net::Task<base::Result<net::Woke>> listen(net::Deadline deadline);
  net::Task<base::Result<void>> poll();

  ImapServer server_;
  net::Connection connection_;
  std::vector<std::string> capabilities_;  ///< upper case
  std::string tag_;                        ///< of the command under way
  std::uint32_t commands_ = 0;
  std::string bye_;        ///< what the server said with BYE
  bool has_news_ = false;  ///< an EXISTS came since EXAMINE
  bool may_idle_ = true;   ///< IDLE was not refused
};

/// The error that a tagged NO or BAD stands for; nothing for OK.
std::optional<base::Error> refusal(const wire::imap::Response& response, const std::string& what);

}  // namespace client
