// Conversations with one SMTP or LMTP server that are kept open between mails (RFC 5321 section 3.3: any
// number of transactions in a session).
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "client/smtp.hpp"
#include "net/task.hpp"

namespace client {

struct SmtpPoolLimits {
  std::size_t kept = 8;                    ///< idle conversations of one loop; 0: none is kept
  std::chrono::milliseconds idle{10'000};  ///< how long one waits for its next mail before it says QUIT
  std::chrono::seconds age{300};  ///< since it was opened, so that a change of the server's address is seen
  std::chrono::milliseconds patience{5'000};  ///< for RSET, by which a kept one shows that it lives
};

/// Sends over kept conversations, each on the loop it was opened on. Used by many sends of many loops at
/// once; outlives what runs on those loops.
///
/// Invariant: a mail is given to a conversation that is new, or that has just answered RSET.
class SmtpPool {
 public:
  /// Connects and greets: Smtp::open bound to its server, or a fake.
  using Open = std::function<net::Task<base::Result<std::unique_ptr<Smtp>>>()>;

  SmtpPool(Open open, SmtpPoolLimits limits);
  ~SmtpPool();
  SmtpPool(const SmtpPool&) = delete;
  SmtpPool& operator=(const SmtpPool&) = delete;

  /// One transaction; a result for each recipient, in order. What goes wrong before it is no fault of the
  /// mail: try_later for each.
  net::Task<std::vector<SmtpResult>> send(SmtpMail mail);

 private:
  struct Kept;
  struct Shelf;
  Shelf& shelf_of(const boost::asio::any_io_executor& loop);
  net::Task<base::Result<Kept>> take(Shelf& shelf);
  void give_back(Shelf& shelf, Kept conversation);
  net::Task<> dismiss_idle(Shelf& shelf);

  Open open_;
  SmtpPoolLimits limits_;
  std::mutex mutex_;           // of the list; a shelf is touched on its own loop only
  std::deque<Shelf> shelves_;  // one for each loop; never removed
};

}  // namespace client
