// Outgoing connections of our protocol clients.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/stream.hpp"

namespace net {

/// Connects to `host` (name, IP address or "unix:/path") on the calling coroutine's loop. Names are resolved
/// off the loop; all addresses are tried in turn. gone with the reason, or timed_out.
Task<base::Result<std::unique_ptr<Stream>>> connect(std::string host, std::uint16_t port, Deadline deadline);

}  // namespace net
