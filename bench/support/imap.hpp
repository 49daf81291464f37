// An IMAP client for load (RFC 9051): logs in, selects INBOX if asked to, goes into IDLE (RFC 2177), and
// hears.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/support/lines.hpp"

namespace bench {

enum class Rest { authenticated, selected, idle };  ///< the state in which it stays

/// Throws (from the loop) at a NO, a BAD or a BYE.
class Imap {
 public:
  using OnReady = std::function<void()>;
  using OnExists = std::function<void(std::uint64_t messages)>;

  struct Place {
    std::uint16_t port;
    const ClientTls* tls;  ///< null: plain
  };
  Imap(Loop& loop, Place place, std::string login, Rest rest, OnReady on_ready);

  /// Of what comes in IDLE.
  void on_exists(OnExists call) { on_exists_ = std::move(call); }
  /// Messages in INBOX as far as told.
  [[nodiscard]] std::uint64_t exists() const { return exists_; }

 private:
  void take(std::string_view line);
  void next_command();
  void become_ready();

  std::string login_;
  Rest rest_;
  OnReady on_ready_;
  OnExists on_exists_;
  int step_ = 0;
  bool ready_ = false;
  std::uint64_t exists_ = 0;
  Lines lines_;
};

/// A crowd of connections, opened some at a time, one for each account in turn.
class Crowd {
 public:
  struct Plan {
    Imap::Place place;
    std::size_t count;
    std::size_t accounts;
    std::size_t at_once;
    Rest rest;
  };
  /// Returns when all are at rest; throws after `patience`.
  Crowd(Loop& loop, const Plan& plan, std::chrono::seconds patience);
  [[nodiscard]] Imap& member(std::size_t index) { return *members_.at(index); }
  [[nodiscard]] std::size_t size() const { return members_.size(); }

 private:
  std::vector<std::unique_ptr<Imap>> members_;
};

}  // namespace bench
