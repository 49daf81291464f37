// Listening sockets that systemd has opened for us (sd_listen_fds(3)).
#pragma once

#include <string>
#include <vector>

namespace net {

/// A socket that was bound before the process began; `name` is FileDescriptorName= of the socket unit, else
/// "unknown". Goes into ListenOn::activated_fd, which then owns it.
struct ActivatedSocket {
  std::string name;
  int fd = -1;
};

/// Those that are meant for this process, none if there are none; once only, since the environment is cleared
/// so that children do not take them too. Early in main: the environment is not for threads.
std::vector<ActivatedSocket> take_activated_sockets(int first_fd = 3);

}  // namespace net
