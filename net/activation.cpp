// Listening sockets that systemd has opened for us: $LISTEN_PID, $LISTEN_FDS, $LISTEN_FDNAMES.

#include "net/activation.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

#include "base/text.hpp"

namespace net {
namespace {

std::string taken_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);
  return text;
}

}  // namespace

std::vector<ActivatedSocket> take_activated_sockets(int first_fd) {
  const auto pid = base::text::number(taken_variable("LISTEN_PID"));
  const auto count = base::text::number(taken_variable("LISTEN_FDS"));
  const std::string names = taken_variable("LISTEN_FDNAMES");
  constexpr std::uint64_t most = 1024;
  if (!pid || *pid != static_cast<std::uint64_t>(::getpid()) || !count || *count > most) return {};
  const auto name = base::text::split(names, ':');
  std::vector<ActivatedSocket> sockets;
  for (std::size_t i = 0; i < *count; ++i) {
    const int fd = first_fd + static_cast<int>(i);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    const bool named = i < name.size() && !name[i].empty();
    sockets.push_back({.name = named ? std::string(name[i]) : "unknown", .fd = fd});
  }
  return sockets;
}

}  // namespace net
