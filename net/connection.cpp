// A line-oriented conversation over a Stream.

#include "net/connection.hpp"

#include <algorithm>
#include <utility>

namespace net {
namespace {

using base::Errc;

// One read: large enough for a DATA stream at speed, small enough to be held by every session that is busy.
constexpr std::size_t read_octets = 16 * 1024;
// The rest of a line that was too long is read away up to here; who sends more is cut off.
constexpr std::size_t skip_octets = 1 << 20;

/// The buffer that was released last on this thread, for whoever reads next: most are needed for one command,
/// and to free and fetch so much each time is a good part of the work of a short one.
thread_local std::string spare;

}  // namespace

Connection::Connection(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

Connection::~Connection() {
  if (bell_) bell_->wake = nullptr;
}

Task<base::Result<void>> Connection::fill(Deadline deadline) {
  if (failed_ || deaf_) co_return base::fail(Errc::gone, "the connection is closed");
  buffer_.erase(0, std::exchange(taken_, 0));
  if (buffer_.empty()) buffer_.swap(spare);
  const std::size_t held = buffer_.size();
  buffer_.resize(held + read_octets);
  const auto got = co_await stream_->read(std::span(buffer_).subspan(held), deadline);
  buffer_.resize(held + (got ? *got : 0));
  if (!got) {
    if (buffer_.empty()) release();
    co_return got.error();
  }
  co_return base::Result<void>();
}

void Connection::take(std::size_t count) {
  taken_ += count;
  if (taken_ < buffer_.size()) return;
  release();
  taken_ = 0;
}

/// Gives the memory away, which an assignment of an empty string would keep.
void Connection::release() {
  std::string gone;
  gone.swap(buffer_);
  gone.clear();
  if (gone.capacity() <= 2 * read_octets) gone.swap(spare);
}

Task<base::Result<std::string>> Connection::read_line(std::size_t limit_octets, Deadline deadline) {
  std::size_t skipped = 0;
  for (std::size_t looked = 0;;) {
    const std::size_t end = view().find('\n', looked);
    if (end == std::string_view::npos && view().size() <= limit_octets + 1 && !skipping_) {
      looked = view().size();
    } else if (end == std::string_view::npos) {
      skipping_ = true;
      skipped += buffered();
      take(buffered());
      looked = 0;
      if (skipped > skip_octets) {
        deaf_ = true;
        co_return base::fail(Errc::too_large, "a line without end");
      }
    } else {
      const bool bare = end == 0 ? true : view()[end - 1] != '\r';
      std::string line(view().substr(0, bare ? end : end - 1));
      take(end + 1);
      if (std::exchange(skipping_, false) || line.size() > limit_octets)
        co_return base::fail(Errc::too_large, "line too long");
      if (bare) co_return base::fail(Errc::syntax, "line ended without CR");
      co_return line;
    }
    const auto filled = co_await fill(deadline);
    if (!filled) co_return filled.error();
  }
}

Task<base::Result<std::string>> Connection::read_some(std::size_t limit_octets, Deadline deadline) {
  if (buffered() == 0) {
    const auto filled = co_await fill(deadline);
    if (!filled) co_return filled.error();
  }
  if (taken_ == 0 && buffer_.size() <= limit_octets) co_return std::exchange(buffer_, std::string());
  std::string octets(view().substr(0, limit_octets));
  take(octets.size());
  co_return octets;
}

Task<base::Result<std::string>> Connection::read_exactly(std::size_t count, Deadline deadline) {
  std::string octets;  // grows with what has come: a count is only the peer's word
  while (octets.size() < count) {
    if (buffered() == 0) {
      const auto filled = co_await fill(deadline);
      if (!filled) co_return filled.error();
    }
    const auto part = view().substr(0, count - octets.size());
    octets += part;
    take(part.size());
  }
  co_return octets;
}

Task<> Connection::write(std::string octets) {
  if (failed_) co_return;
  const auto written = co_await stream_->write(std::move(octets));
  if (!written) close();
}

Task<Woke> Connection::wait(Deadline deadline) {
  for (;;) {
    if (failed_ || deaf_) co_return Woke::gone;
    if (stream_->stopping()) co_return Woke::stopping;
    if (buffered() > 0) co_return Woke::ready;
    if (bell_ && bell_->head.load() > seen_head_) co_return Woke::hint;
    const Woke woke = co_await stream_->wait(deadline);
    if (woke != Woke::hint) co_return woke;
  }
}

Task<base::Result<void>> Connection::accept_tls(TlsContext& context, Deadline deadline) {
  take(buffered());
  return stream_->accept_tls(context, deadline);
}

Task<base::Result<void>> Connection::connect_tls(TlsContext& context, std::string server_name,
                                                 Deadline deadline) {
  take(buffered());
  return stream_->connect_tls(context, std::move(server_name), deadline);
}

void Connection::unread(std::string_view octets) {
  buffer_.erase(0, std::exchange(taken_, 0));
  buffer_.insert(0, octets);
}

const std::shared_ptr<Bell>& Connection::bell() {
  if (!bell_) {
    bell_ = std::make_shared<Bell>();
    bell_->wake = [this] { stream_->wake(); };
  }
  return bell_;
}

void Connection::close() noexcept {
  failed_ = true;
  stream_->close();
}

}  // namespace net
