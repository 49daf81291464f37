// The octets of one message while they come in, by DATA or by chunks.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/body.hpp"
#include "base/result.hpp"
#include "mail/message.hpp"

namespace store::smtp {

/// Takes whatever comes and remembers the first thing that was wrong: the protocol wants all octets read
/// before the answer, so nothing here fails half-way. After a fault octets are counted and dropped.
class Content {
 public:
  Content(const std::filesystem::path& folder, base::ByteCount limit) : spool_(folder), limit_(limit) {}

  void add(std::string_view octets);
  /// Keeps the first fault.
  void refuse(base::Error fault);
  [[nodiscard]] const std::optional<base::Error>& fault() const { return fault_; }
  /// Octets that came, kept or not.
  [[nodiscard]] base::ByteCount size() const { return size_; }
  /// True if the next octets go to disk: then add() belongs on the pool.
  [[nodiscard]] bool spools(std::size_t next) const;
  /// Once only, and only without a fault. Throws std::system_error.
  mail::Message finish() { return mail::Message(spool_.finish()); }

 private:
  base::Spool spool_;
  base::ByteCount limit_;
  base::ByteCount size_ = 0;
  std::optional<base::Error> fault_;
};

}  // namespace store::smtp
