// A line-oriented conversation over a Stream: what every text protocol server and client here reads and
// writes with.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/stream.hpp"

namespace net {

/// Buffers what came, hands it out as lines or counted octets, and releases the buffer when it is empty. One
/// loop.
class Connection {
 public:
  explicit Connection(std::unique_ptr<Stream> stream);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The next line without its CRLF. too_large: longer than `limit_octets` (the rest of the line is skipped,
  /// so the session may answer and go on; of one without end nothing is read any more, and what comes next is
  /// gone); syntax: it ended in a bare LF (consumed); gone; timed_out.
  Task<base::Result<std::string>> read_line(std::size_t limit_octets, Deadline deadline);
  /// Between 1 and `limit_octets` octets, whatever is there first.
  Task<base::Result<std::string>> read_some(std::size_t limit_octets, Deadline deadline);
  /// Exactly `count` octets; the caller has checked `count` against its limit.
  Task<base::Result<std::string>> read_exactly(std::size_t count, Deadline deadline);
  /// One write. A failure closes the stream; the next read or wait answers gone, so most callers need not
  /// look.
  Task<> write(std::string octets);
  /// At a command boundary: stopping if the server stops, ready at once if octets are buffered, hint if
  /// `bell()` shows more than was set by set_seen_head(), else as Stream::wait. An idle session waits here
  /// and not in read_line: only here it holds no buffer and hears of hints and of stopping.
  Task<Woke> wait(Deadline deadline);

  /// STARTTLS: everything buffered is discarded first (RFC 3207 section 4.2, CVE-2011-0411).
  Task<base::Result<void>> accept_tls(TlsContext& context, Deadline deadline);
  Task<base::Result<void>> connect_tls(TlsContext& context, std::string server_name, Deadline deadline);

  /// Octets that came and were not handed out yet. LMTP asks this when it has written a reply: a command that
  /// was already here proves nothing about the reply having been read.
  [[nodiscard]] std::size_t buffered() const { return buffer_.size() - taken_; }
  /// Octets of memory that the buffer takes: next to nothing when all was handed out.
  [[nodiscard]] std::size_t held() const { return buffer_.capacity(); }
  /// Puts `octets` in front of what is buffered (DATA decoders that read too far).
  void unread(std::string_view octets);

  /// Shared with publishers; created when first asked for.
  const std::shared_ptr<Bell>& bell();
  /// The head up to which the session has looked; wait() answers hint only beyond it.
  void set_seen_head(std::uint64_t head) { seen_head_ = head; }

  void close() noexcept;
  /// A write has failed, or close() was called: nothing more can reach the peer.
  [[nodiscard]] bool closed() const { return failed_; }
  [[nodiscard]] Stream& stream() { return *stream_; }
  [[nodiscard]] const Peer& peer() const { return stream_->peer(); }
  [[nodiscard]] bool is_tls() const { return stream_->is_tls(); }

 private:
  Task<base::Result<void>> fill(Deadline deadline);
  [[nodiscard]] std::string_view view() const { return std::string_view(buffer_).substr(taken_); }
  void take(std::size_t count);
  void release();

  std::unique_ptr<Stream> stream_;
  std::string buffer_;
  std::size_t taken_ = 0;       ///< octets at the front of buffer_ that were handed out
  bool skipping_ = false;       ///< inside a line that was too long
  bool deaf_ = false;           ///< a line without end came: the peer can still be answered
  bool failed_ = false;         ///< a write failed: reads and waits answer gone
  std::shared_ptr<Bell> bell_;  ///< shared with every publisher that may still hold a hint for this session
  std::uint64_t seen_head_ = 0;
};

}  // namespace net
