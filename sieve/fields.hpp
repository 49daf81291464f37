// The header of the message as tests see it: found and decoded when first asked for, then kept for the run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/address.hpp"
#include "mail/message.hpp"
#include "sieve/budget.hpp"

namespace sieve {

/// The addresses in a field's body, domains as they are written; groups give their members. A body without
/// one gives itself as a local part without a domain.
std::vector<mail::Address> addresses_in(std::string_view body);

class Fields {
 public:
  /// `names` are the field names that a program looks at. `budget` pays for looking and decoding; null: it is
  /// free. All of them must outlive this.
  Fields(const mail::Message& message, const std::vector<std::string>& names, Budget* budget = nullptr);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() = default;

  /// The bodies of all fields called `name`, unfolded, decoded to UTF-8, without white space at both ends
  /// (RFC 5228 sections 2.4.2.2, 2.7.2 and 5.7). `slot` is the index among the names, or -1.
  std::span<const std::string_view> values(int slot, std::string_view name);
  /// All addresses in those fields.
  const std::vector<mail::Address>& addresses(int slot, std::string_view name);
  /// Those of one field alone, `field` counted from 0.
  std::span<const mail::Address> addresses(int slot, std::string_view name, std::size_t field);
  /// As they stand in the message, one for each field.
  std::span<const std::string_view> bodies(int slot, std::string_view name) {
    return entry(slot, name).bodies;
  }
  [[nodiscard]] bool exists(int slot, std::string_view name);
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const mail::Message& message() const { return message_; }

 private:
  struct Entry {
    explicit Entry(std::pmr::memory_resource* memory) : bodies(memory), values(memory) {}
    std::pmr::vector<std::string_view> bodies;  ///< as they stand in the message
    std::pmr::vector<std::string_view> values;
    bool decoded = false;
    std::optional<std::vector<mail::Address>> addresses;
    std::vector<std::size_t> ends;  ///< of each field's addresses among them
  };
  void spend_octets(std::uint64_t octets) const;
  Entry& entry(int slot, std::string_view name);
  [[nodiscard]] Entry found(std::string_view name);

  const mail::Message& message_;
  const std::vector<std::string>& names_;
  Budget* const budget_;
  std::array<std::byte, 4096> buffer_;  ///< what the common script needs, so that it allocates nothing here
  std::pmr::monotonic_buffer_resource memory_{buffer_.data(), buffer_.size()};
  std::pmr::vector<std::optional<Entry>> slots_{&memory_};
  std::map<std::string, Entry, std::less<>> others_;
  std::deque<std::string> owned_;
};

}  // namespace sieve
