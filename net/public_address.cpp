// Which addresses a push may go to: those that the whole Internet can reach (RFC 6890, the IANA registries).

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <span>

#include "net/http_client.hpp"

namespace net {
namespace {

using V6 = std::array<std::uint8_t, 16>;

struct Range4 {
  std::uint32_t network;
  unsigned bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c = 0, std::uint32_t d = 0) {
  return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array not_public_v4{
    Range4{v4(0, 0), 8},           // this network
    Range4{v4(10, 0), 8},          // private, RFC 1918
    Range4{v4(100, 64), 10},       // carrier-grade NAT, RFC 6598
    Range4{v4(127, 0), 8},         // loopback
    Range4{v4(169, 254), 16},      // link-local; clouds keep credentials at 169.254.169.254
    Range4{v4(172, 16), 12},       // private, RFC 1918
    Range4{v4(192, 0, 0), 24},     // IETF protocol assignments
    Range4{v4(192, 0, 2), 24},     // documentation, RFC 5737
    Range4{v4(192, 168), 16},      // private, RFC 1918
    Range4{v4(198, 18), 15},       // benchmarks, RFC 2544
    Range4{v4(198, 51, 100), 24},  // documentation, RFC 5737
    Range4{v4(203, 0, 113), 24},   // documentation, RFC 5737
    Range4{v4(224, 0), 4},         // multicast
    Range4{v4(240, 0), 4},         // reserved, and broadcast
};

struct Range6 {
  V6 network;
  unsigned bits;
};

constexpr std::array not_public_v6{
    Range6{{0xfc}, 7},                     // unique local, RFC 4193
    Range6{{0xfe, 0x80}, 10},              // link-local
    Range6{{0xfe, 0xc0}, 10},              // site-local, RFC 3879: given up, but still routed by some
    Range6{{0xff}, 8},                     // multicast
    Range6{{0x01}, 64},                    // discard, RFC 6666
    Range6{{0x20, 0x01, 0x00, 0x00}, 32},  // Teredo, RFC 4380: holds an IPv4 address that may be anyone's
    Range6{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation, RFC 3849
    Range6{{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48},  // local NAT64, RFC 8215
};

/// IPv6 networks that carry an IPv4 address, and the octet where it stands: that address decides.
struct Carrier {
  Range6 range;
  std::size_t at;
};
constexpr std::array carriers{
    Carrier{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},  // mapped, RFC 4291 section 2.5.5.2
    Carrier{{{}, 96}, 12},                                          // compatible (section 2.5.5.1), ::, ::1
    Carrier{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                    // NAT64, RFC 6052
    Carrier{{{0x20, 0x02}, 16}, 2},                                 // 6to4, RFC 3056
};

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(not_public_v4, [&](const Range4& range) {
    return (address ^ range.network) >> (32U - range.bits) == 0;
  });
}

bool within(const V6& address, const Range6& range) {
  const unsigned whole = range.bits / 8;
  if (!std::equal(address.begin(), address.begin() + whole, range.network.begin())) return false;
  const unsigned rest = range.bits % 8;
  return rest == 0 || (address[whole] ^ range.network[whole]) >> (8U - rest) == 0;
}

bool is_public(const V6& address) {
  for (const auto& carrier : carriers)
    if (within(address, carrier.range))
      return is_public(
          v4(address[carrier.at], address[carrier.at + 1], address[carrier.at + 2], address[carrier.at + 3]));
  return std::ranges::none_of(not_public_v6, [&](const Range6& range) { return within(address, range); });
}

}  // namespace

bool is_public_address(const std::string& ip_address) {
  in_addr four{};
  if (::inet_pton(AF_INET, ip_address.c_str(), &four) == 1) return is_public(ntohl(four.s_addr));
  V6 six{};
  // What is no address at all (a zone after '%', a name) is nothing that may be connected to.
  return ::inet_pton(AF_INET6, ip_address.c_str(), six.data()) == 1 && is_public(six);
}

}  // namespace net
