// An LMTP client for load (RFC 2033), pipelining as an MTA does (RFC 2920).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "bench/support/lines.hpp"

namespace bench {

/// One connection, one message at a time. Throws (from the loop) at any reply but the one expected: a load
/// that is refused has measured nothing.
class Lmtp {
 public:
  using Done = std::function<void()>;

  Lmtp(Loop& loop, std::uint16_t port);

  /// `message` is read before this returns or while the loop runs, so it must stay until `done`; `done` may
  /// call deliver() again.
  void deliver(std::string_view recipient, std::string_view message, Done done);
  [[nodiscard]] bool ready() const { return expected_.empty(); }
  void quit();

 private:
  using Reply = std::function<void()>;
  void expect(std::string code, Reply then = {});
  void take(std::string_view line);

  std::deque<std::pair<std::string, Reply>> expected_;
  Lines lines_;
};

/// A message of about `octets` with a subject "m" + eight digits, different for each number.
class MessageMaker {
 public:
  explicit MessageMaker(std::size_t octets);
  /// Good until the next call.
  std::string_view make(std::uint64_t number);

 private:
  std::string text_;
  std::size_t subject_at_, id_at_;
};

/// u0001@example.org for 1.
std::string account(std::size_t number);

}  // namespace bench
