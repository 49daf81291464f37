// Listening sockets.

#include "net/bind.hpp"

#include <array>
#include <cerrno>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "net/address.hpp"

namespace net {
namespace {

constexpr std::string_view unix_prefix = "unix:";

[[noreturn]] void fail(const std::string& what, int error) {
  throw std::system_error(error, std::generic_category(), what);
}

std::string name_of(const ListenOn& where) {
  if (where.address.starts_with(unix_prefix)) return where.address;
  const bool v6 = where.address.find(':') != std::string::npos;
  return (v6 ? "[" + where.address + "]" : where.address) + ":" + std::to_string(where.port);
}

std::string unix_path(const ListenOn& where) {
  return where.address.starts_with(unix_prefix) ? where.address.substr(unix_prefix.size()) : std::string();
}

base::Descriptor open_socket(int family) {
  base::Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) fail("cannot open a socket", errno);
  return socket;
}

bool somebody_listens(const SocketAddress& address) {
  const base::Descriptor probe = open_socket(AF_UNIX);
  return ::connect(probe.get(), address.get(), address.length) == 0 || errno != ECONNREFUSED;
}

gid_t group_named(const std::string& name) {
  group entry{};
  group* found = nullptr;
  std::vector<char> text(16 * 1024);
  const int error = ::getgrnam_r(name.c_str(), &entry, text.data(), text.size(), &found);
  if (found == nullptr) fail("no such group: " + name, error == 0 ? ENOENT : error);
  return found->gr_gid;
}

void bind_unix(int socket, const SocketAddress& address, const ListenOn& where) {
  const std::string path = unix_path(where);
  const std::string name = "cannot listen on " + name_of(where);
  if (::bind(socket, address.get(), address.length) != 0) {
    if (errno != EADDRINUSE) fail(name, errno);
    struct stat entry{};
    const bool is_socket = ::lstat(path.c_str(), &entry) == 0 && S_ISSOCK(entry.st_mode);
    if (!is_socket || somebody_listens(address)) fail(name, EADDRINUSE);
    if (::unlink(path.c_str()) != 0) fail(name, errno);
    if (::bind(socket, address.get(), address.length) != 0) fail(name, errno);
  }
  // Nobody can connect before listen(), so there is no moment with wrong permissions.
  if (::chmod(path.c_str(), where.unix_mode) != 0) fail(name, errno);
  if (!where.unix_group.empty() &&
      ::chown(path.c_str(), static_cast<uid_t>(-1), group_named(where.unix_group)) != 0)
    fail(name, errno);
}

void bind_ip(int socket, const SocketAddress& address, const ListenOn& where) {
  constexpr int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // "::" and "0.0.0.0" may then both be listened on, whatever the machine's default is.
  if (address.family() == AF_INET6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(socket, address.get(), address.length) != 0) fail("cannot listen on " + name_of(where), errno);
}

}  // namespace

base::Descriptor bind_and_listen(const ListenOn& where) {
  if (where.activated_fd >= 0) {
    base::Descriptor socket(where.activated_fd);
    if (::listen(socket.get(), where.backlog) != 0) fail("cannot listen on an activated socket", errno);
    return socket;
  }
  const std::string path = unix_path(where);
  const auto address = where.address.starts_with(unix_prefix) ? unix_socket_address(path)
                                                              : ip_socket_address(where.address, where.port);
  if (!address) fail("cannot listen on " + name_of(where) + ": " + address.error().text, EINVAL);
  base::Descriptor socket = open_socket(address->family());
  if (address->family() == AF_UNIX) {
    bind_unix(socket.get(), *address, where);
  } else {
    bind_ip(socket.get(), *address, where);
  }
  if (::listen(socket.get(), where.backlog) != 0) fail("cannot listen on " + name_of(where), errno);
  return socket;
}

SocketFile::SocketFile(const ListenOn& where) : path_(where.activated_fd < 0 ? unix_path(where) : "") {
  struct stat entry{};
  if (path_.empty() || ::lstat(path_.c_str(), &entry) != 0) return;
  device_ = entry.st_dev;
  inode_ = entry.st_ino;
}

void SocketFile::remove() const noexcept {
  struct stat entry{};
  if (path_.empty() || ::lstat(path_.c_str(), &entry) != 0) return;
  if (entry.st_dev == device_ && entry.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace net
