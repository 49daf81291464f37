// One body in a segment file, as octets. All numbers are little-endian.

#include "store/segments/record.hpp"

#include <algorithm>
#include <span>
#include <zlib.h>

namespace store::segments {
namespace {

constexpr std::string_view magic = "nfb1";

void put_number(char* at, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

std::uint64_t number_at(std::string_view octets, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value |= std::uint64_t{static_cast<unsigned char>(octets[at + i])} << (8 * i);
  return value;
}

std::uint32_t crc_of(std::span<const char, header_size> header) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const unsigned char*>(&header[8]), header_size - 8));
}

}  // namespace

std::array<char, header_size> encoded(const RecordHeader& header) {
  std::array<char, header_size> octets{};
  std::ranges::copy(magic, octets.begin());
  put_number(&octets[8], static_cast<std::uint64_t>(header.id), 8);
  put_number(&octets[16], header.length, 8);
  put_number(&octets[24], static_cast<std::uint64_t>(base::microseconds(header.received)), 8);
  std::ranges::copy(std::string_view(header.sha256).substr(0, 32), octets.begin() + 32);
  put_number(&octets[4], crc_of(octets), 4);
  return octets;
}

std::optional<RecordHeader> decode_header(std::string_view octets) {
  if (octets.size() < header_size || !octets.starts_with(magic)) return std::nullopt;
  if (number_at(octets, 4, 4) != crc_of(std::span(octets).first<header_size>())) return std::nullopt;
  RecordHeader header;
  header.id = static_cast<std::int64_t>(number_at(octets, 8, 8));
  header.length = number_at(octets, 16, 8);
  header.received = base::from_microseconds(static_cast<std::int64_t>(number_at(octets, 24, 8)));
  header.sha256 = octets.substr(32, 32);
  return header;
}

}  // namespace store::segments
