// Listening sockets: bound, with the permissions asked for, and cleaned up.
#pragma once

#include <string>

#include "base/folder.hpp"
#include "net/listener.hpp"

namespace net {

/// A listening, non-blocking socket. Throws std::system_error with the address in its text. A UNIX socket
/// file that nobody listens on is replaced; one that somebody does is an error.
base::Descriptor bind_and_listen(const ListenOn& where);

/// Removes the file of a UNIX socket when the listener ends, unless somebody has put another in its place.
class SocketFile {
 public:
  SocketFile() = default;
  explicit SocketFile(const ListenOn& where);
  void remove() const noexcept;

 private:
  std::string path_;  // "" for TCP
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
};

}  // namespace net
