// IP addresses as text and as the kernel knows them.

#include "net/address.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <sys/un.h>

namespace net {
namespace {

// The structures of the socket interface are read and written by copy: sockaddr_storage may not be aliased.
template <class Address>
Address as(const SocketAddress& address) {
  Address copy{};
  std::memcpy(&copy, &address.storage, sizeof copy);
  return copy;
}

template <class Address>
SocketAddress from(const Address& address) {
  SocketAddress result;
  std::memcpy(&result.storage, &address, sizeof address);
  result.length = sizeof address;
  return result;
}

template <class Octets>
std::string printed(int family, const Octets& octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, &octets, text.data(), text.size());
  return text.data();
}

// RFC 4291 section 2.5.5.2: ::ffff:a.b.c.d.
bool is_mapped(const in6_addr& address) {
  return IN6_IS_ADDR_V4MAPPED(&address);
}

}  // namespace

base::Result<SocketAddress> ip_socket_address(const std::string& text, std::uint16_t port) {
  sockaddr_in v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return from(v4);
  }
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return from(v6);
  }
  return base::fail(base::Errc::syntax, "not an IP address: " + text);
}

base::Result<SocketAddress> unix_socket_address(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return base::fail(base::Errc::syntax, "a UNIX socket needs a path of 1 to 107 octets: " + path);
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  return from(address);
}

std::string text_of(const SocketAddress& address) {
  if (address.family() == AF_INET) return printed(AF_INET, as<sockaddr_in>(address).sin_addr);
  if (address.family() != AF_INET6) return {};
  const auto v6 = as<sockaddr_in6>(address).sin6_addr;
  std::string text = printed(AF_INET6, v6);
  return is_mapped(v6) ? text.substr(text.rfind(':') + 1) : text;
}

std::uint16_t port_of(const SocketAddress& address) {
  if (address.family() == AF_INET) return ntohs(as<sockaddr_in>(address).sin_port);
  if (address.family() == AF_INET6) return ntohs(as<sockaddr_in6>(address).sin6_port);
  return 0;
}

bool is_loopback(const SocketAddress& address) {
  if (address.family() != AF_INET && address.family() != AF_INET6) return true;
  const std::string text = text_of(address);
  return text == "::1" || (text.starts_with("127.") && text.find(':') == std::string::npos);
}

std::string network_of(const SocketAddress& address) {
  std::string text = text_of(address);
  if (text.find(':') == std::string::npos) return text;
  auto v6 = as<sockaddr_in6>(address).sin6_addr;
  std::memset(&v6.s6_addr[8], 0, 8);
  return printed(AF_INET6, v6) + "/64";
}

Peer peer_of(int fd) {
  SocketAddress remote{.length = sizeof(sockaddr_storage)};
  SocketAddress local{.length = sizeof(sockaddr_storage)};
  // A peer that has gone already leaves the family 0; its first read tells.
  if (::getpeername(fd, remote.get(), &remote.length) != 0) remote = {};
  if (::getsockname(fd, local.get(), &local.length) != 0) local = {};
  Peer peer{.address = text_of(remote),
            .port = port_of(remote),
            .local_address = text_of(local),
            .local_port = port_of(local),
            .loopback = local.family() == AF_UNIX || (remote.family() != 0 && is_loopback(remote))};
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (local.family() == AF_UNIX && ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0)
    peer.unix_uid = credentials.uid;
  return peer;
}

}  // namespace net
