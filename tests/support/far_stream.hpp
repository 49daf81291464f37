// A stream from elsewhere, for what depends on the peer: limits, and passwords without TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "net/stream.hpp"

namespace tests {

/// A stream whose peer is somewhere else than on loopback.
class FarStream final : public net::Stream {
 public:
  explicit FarStream(std::unique_ptr<net::Stream> inner) : inner_(std::move(inner)) {
    peer_.address = "192.0.2.1";
  }
  net::Task<base::Result<std::size_t>> read(std::span<char> into, net::Deadline deadline) override {
    return inner_->read(into, deadline);
  }
  net::Task<base::Result<void>> write(std::string octets) override {
    return inner_->write(std::move(octets));
  }
  net::Task<net::Woke> wait(net::Deadline deadline) override { return inner_->wait(deadline); }
  void wake() noexcept override { inner_->wake(); }
  net::Task<base::Result<void>> accept_tls(net::TlsContext& context, net::Deadline deadline) override {
    return inner_->accept_tls(context, deadline);
  }
  net::Task<base::Result<void>> connect_tls(net::TlsContext& context, std::string name,
                                            net::Deadline deadline) override {
    return inner_->connect_tls(context, std::move(name), deadline);
  }
  [[nodiscard]] bool is_tls() const override { return inner_->is_tls(); }
  void close() noexcept override { inner_->close(); }
  void stop() noexcept override { inner_->stop(); }
  void hasten() noexcept override { inner_->hasten(); }
  [[nodiscard]] bool stopping() const override { return inner_->stopping(); }
  [[nodiscard]] bool has_input() override { return inner_->has_input(); }
  [[nodiscard]] const net::Peer& peer() const override { return peer_; }
  [[nodiscard]] std::uint64_t written() const override { return inner_->written(); }
  [[nodiscard]] std::uint64_t acknowledged() const override { return inner_->acknowledged(); }
  [[nodiscard]] boost::asio::any_io_executor executor() const override { return inner_->executor(); }

 private:
  std::unique_ptr<net::Stream> inner_;
  net::Peer peer_;
};

}  // namespace tests
