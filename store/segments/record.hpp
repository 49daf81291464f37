// One body in a segment file, as octets: a header of 64, then the body as it was received.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/octets.hpp"

namespace store::segments {

constexpr std::size_t header_size = 64;

constexpr std::uint64_t record_size(std::uint64_t body_length) {
  return header_size + body_length;
}

/// What stands before a body: magic, CRC-32 of the rest of the header, id, length, time, SHA-256 of the body.
/// So a scan can walk a segment and check all that is in it.
struct RecordHeader {
  std::int64_t id = 0;
  std::uint64_t length = 0;
  base::Time received;
  base::Octets sha256;  ///< 32 octets
  bool operator==(const RecordHeader&) const = default;
};

std::array<char, header_size> encoded(const RecordHeader& header);
/// Nothing if the octets are no header: garbage, or a record that was cut off.
std::optional<RecordHeader> decode_header(std::string_view octets);

/// A body's id says where it was written first: segment in the upper half, position in the lower.
constexpr std::int64_t body_id(std::uint32_t segment, std::uint64_t position) {
  return static_cast<std::int64_t>((std::uint64_t{segment} << 32) | (position & 0xFFFFFFFF));
}
constexpr std::uint32_t birth_segment(std::int64_t body) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(body) >> 32);
}
constexpr std::uint64_t birth_position(std::int64_t body) {
  return static_cast<std::uint64_t>(body) & 0xFFFFFFFF;
}

}  // namespace store::segments
