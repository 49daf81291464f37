// A Stream over a connected socket, TCP or UNIX.
#pragma once

#include <chrono>
#include <memory>

#include "base/folder.hpp"
#include "net/stream.hpp"

namespace net {

/// What a listener keeps of a stream that belongs to a session: `stream` is null once it has gone. Touched on
/// the stream's loop only.
struct Grip {
  Stream* stream = nullptr;
};

struct SocketLimits {
  std::chrono::milliseconds write_limit{30000};  ///< without progress; then the connection is reset
};

/// Takes the connected `socket` and serves it on `loop`; to be called there. `grip`, if given, is shared with
/// the listener, which may outlive the stream and be outlived by it.
std::unique_ptr<Stream> open_stream(const boost::asio::any_io_executor& loop, base::Descriptor socket,
                                    std::shared_ptr<Grip> grip = {}, SocketLimits limits = {});

}  // namespace net
