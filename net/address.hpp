// IP addresses as text and as the kernel knows them.
#pragma once

#include <cstdint>
#include <string>
#include <sys/socket.h>

#include "net/stream.hpp"

namespace net {

/// A socket address of any family, with its length.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  [[nodiscard]] int family() const { return storage.ss_family; }
};

/// From "192.0.2.1" or "2001:db8::1" (no brackets, no zone). syntax: it is neither.
base::Result<SocketAddress> ip_socket_address(const std::string& text, std::uint16_t port);
/// syntax: the path is empty, or longer than the kernel takes (107 octets).
base::Result<SocketAddress> unix_socket_address(const std::string& path);

/// "" for a UNIX socket; an IPv4 address that came in over IPv6 reads as IPv4.
std::string text_of(const SocketAddress& address);
std::uint16_t port_of(const SocketAddress& address);
bool is_loopback(const SocketAddress& address);

/// What limits per address count as one: an IPv4 address, or the /64 of an IPv6 address (RFC 7421: a
/// household or a machine has all of it). "" for a UNIX socket.
std::string network_of(const SocketAddress& address);

/// Both ends of a connected socket, as the kernel names them now.
Peer peer_of(int fd);

}  // namespace net
