// Two streams joined in memory.

#include "net/memory_stream.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace net {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using base::Errc;

// What one end reads: filled by the other.
struct Lane {
  explicit Lane(const asio::any_io_executor& loop) : changed(loop) {}
  std::string octets;
  bool ended = false;
  asio::steady_timer changed;  // cancelled whenever octets, ended or the reader's own flags change
};

class MemoryStream final : public Stream {
 public:
  MemoryStream(std::shared_ptr<Lane> in, std::shared_ptr<Lane> out)
      : in_(std::move(in)), out_(std::move(out)) {
    peer_.loopback = true;
  }
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;
  ~MemoryStream() override { close(); }

  Task<base::Result<std::size_t>> read(std::span<char> into, Deadline deadline) override {
    for (;;) {
      if (closed_) co_return base::fail(Errc::gone, "the connection is closed");
      if (!in_->octets.empty()) {
        const std::size_t count = in_->octets.copy(into.data(), into.size());
        in_->octets.erase(0, count);
        co_return count;
      }
      if (in_->ended) co_return base::fail(Errc::gone, "the peer closed the connection");
      if (hastened_) co_return base::fail(Errc::try_later, "the server is stopping");
      if (Clock::now() >= deadline) co_return base::fail(Errc::timed_out, "nothing came in time");
      co_await until(deadline);
    }
  }

  Task<base::Result<void>> write(std::string octets) override {
    if (closed_ || in_->ended) co_return base::fail(Errc::gone, "the peer closed the connection");
    written_ += octets.size();
    out_->octets += octets;
    out_->changed.cancel();
    co_return base::Result<void>();
  }

  Task<Woke> wait(Deadline deadline) override {
    woken_ = false;
    for (;;) {
      if (closed_) co_return Woke::gone;
      if (stopping_) co_return Woke::stopping;
      if (woken_) co_return Woke::hint;
      if (!in_->octets.empty()) co_return Woke::ready;
      if (in_->ended) co_return Woke::gone;
      if (Clock::now() >= deadline) co_return Woke::late;
      co_await until(deadline);
    }
  }

  void wake() noexcept override {
    woken_ = true;
    in_->changed.cancel();
  }
  void stop() noexcept override {
    stopping_ = true;
    in_->changed.cancel();
  }
  [[nodiscard]] bool stopping() const override { return stopping_; }
  void hasten() noexcept override {
    hastened_ = true;
    in_->changed.cancel();
  }

  Task<base::Result<void>> accept_tls(TlsContext& /*context*/, Deadline /*deadline*/) override {
    co_return base::fail(Errc::unsupported, "no TLS in memory");
  }
  Task<base::Result<void>> connect_tls(TlsContext& /*context*/, std::string /*server_name*/,
                                       Deadline /*deadline*/) override {
    co_return base::fail(Errc::unsupported, "no TLS in memory");
  }
  [[nodiscard]] bool is_tls() const override { return false; }

  [[nodiscard]] bool has_input() override { return !in_->octets.empty(); }
  void close() noexcept override {
    closed_ = true;
    out_->ended = true;
    out_->changed.cancel();
    in_->changed.cancel();
  }

  [[nodiscard]] const Peer& peer() const override { return peer_; }
  [[nodiscard]] std::uint64_t written() const override { return written_; }
  [[nodiscard]] std::uint64_t acknowledged() const override { return written_; }
  [[nodiscard]] asio::any_io_executor executor() const override { return in_->changed.get_executor(); }

 private:
  Task<> until(Deadline deadline) {
    in_->changed.expires_at(deadline);
    co_await in_->changed.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  std::shared_ptr<Lane> in_;   // shared with the other end, which may go first
  std::shared_ptr<Lane> out_;  // likewise
  Peer peer_;
  std::uint64_t written_ = 0;
  bool woken_ = false;
  bool stopping_ = false;
  bool hastened_ = false;
  bool closed_ = false;
};

}  // namespace

std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> memory_streams(
    const asio::any_io_executor& loop) {
  auto there = std::make_shared<Lane>(loop);
  auto back = std::make_shared<Lane>(loop);
  return {std::make_unique<MemoryStream>(back, there), std::make_unique<MemoryStream>(there, back)};
}

}  // namespace net
