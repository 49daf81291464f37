// The other end of a stream in a test: whatever it has been told by now.
#pragma once

#include <array>
#include <chrono>
#include <string>

#include "net/stream.hpp"
#include "net/task.hpp"

namespace tests {

/// Appends to `heard` what has come on `stream`, and waits for nothing more.
inline net::Task<> hear(net::Stream& stream, std::string& heard) {
  std::array<char, 65536> piece{};
  for (;;) {
    const auto got = co_await stream.read(piece, std::chrono::steady_clock::now());
    if (!got) co_return;
    heard.append(piece.data(), *got);
  }
}

/// Writes, and notes in `heard` if nobody listens any more.
inline net::Task<> tell(net::Stream& stream, std::string octets, std::string& heard) {
  const auto written = co_await stream.write(std::move(octets));
  if (!written) heard += "(closed)";
}

}  // namespace tests
