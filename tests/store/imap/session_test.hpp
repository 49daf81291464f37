// Sessions of a server in memory, and what a client of one does.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/store/imap/world.hpp"

namespace tests {

class ImapSessionTest : public testing::Test {
 protected:
  static net::Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(10); }

  net::Task<std::string> line(net::Connection& client) {
    auto got = co_await client.read_line(1 << 20, soon());
    co_return got ? std::move(*got) : "(" + got.error().text + ")";
  }
  /// Lines up to the one that begins with `begin`, which is returned.
  net::Task<std::string> line_of(net::Connection& client, std::string begin) {
    for (;;) {
      const auto got = co_await line(client);
      if (got.starts_with(begin) || got.starts_with('(')) co_return got;
    }
  }
  net::Task<std::unique_ptr<net::Connection>> open(std::string login, std::string mailbox) {
    auto client = world.connect();
    co_await client->write("l LOGIN " + login + " secret\r\ns SELECT " + mailbox + "\r\n");
    const auto selected = co_await line_of(*client, "s ");
    EXPECT_TRUE(selected.starts_with("s OK")) << selected;
    co_return client;
  }
  net::Task<> close(std::unique_ptr<net::Connection> client) {
    client->close();
    co_await world.sessions.joined();
  }

  World world;
};

}  // namespace tests
