// A message body as one immutable run of octets: in memory while small, an unlinked spool file when large.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/octets.hpp"

namespace base {

/// Immutable octets that may be large. Copies share the same octets (shared_ptr: one message has several
/// recipients, and each delivery reads it on its own thread). Thread-safe.
class Body {
 public:
  Body() = default;
  explicit Body(std::string octets);
  /// Maps `length` octets of the open file `fd`, from its start; takes the descriptor. Throws
  /// std::system_error.
  static Body of_file(int fd, std::size_t length);
  [[nodiscard]] std::string_view view() const { return view_; }
  [[nodiscard]] std::size_t size() const { return view_.size(); }
  /// Of the octets; computed by the first who asks, for all copies.
  [[nodiscard]] const Octets& sha256() const;

 private:
  class Held;
  std::shared_ptr<const Held> held_;  // null if empty
  std::string_view view_;
};

/// Collects a Body piece by piece. Holds at most `memory_limit` octets; the rest lies in an unlinked file in
/// `folder`.
class Spool {
 public:
  static constexpr ByteCount memory_limit = 1 << 20;
  explicit Spool(std::filesystem::path folder);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  /// Throws std::system_error (ENOSPC and its like).
  void add(std::string_view octets);
  [[nodiscard]] ByteCount size() const { return size_; }
  /// Once only; the Spool is empty afterwards.
  Body finish();

 private:
  std::filesystem::path folder_;
  std::string memory_;
  int fd_ = -1;
  ByteCount size_ = 0;
};

}  // namespace base
