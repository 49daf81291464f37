// Where webhooks arrive: an HTTP/1.1 server with keep-alive (RFC 9112) that answers 200 to everything.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bench/support/loop.hpp"

namespace bench {

class Sink {
 public:
  using OnPush = std::function<void(std::string_view body)>;

  /// Answers each request `delay` after it came in whole. `on_push` is called when it came.
  Sink(Loop& loop, std::uint16_t port, std::chrono::milliseconds delay, OnPush on_push);
  ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  void accept_some();
  void read_from(int fd);
  bool take_request(int fd, std::string& buffer);
  void answer(int fd, std::uint64_t client);
  void drop(int fd);

  struct Client {
    std::uint64_t number;  ///< tells it from a later one with the same descriptor
    std::string buffer;
  };

  Loop& loop_;
  std::chrono::milliseconds delay_;
  OnPush on_push_;
  int listener_;
  std::uint64_t received_ = 0, clients_ever_ = 0;
  std::unordered_map<int, Client> clients_;
};

}  // namespace bench
