// Two streams joined in memory: sessions under test and fuzzing, without a socket.
#pragma once

#include <memory>
#include <utility>

#include "net/stream.hpp"

namespace net {

/// What is written to one is read from the other. Both belong to `loop`. No TLS.
std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> memory_streams(
    const boost::asio::any_io_executor& loop);

}  // namespace net
