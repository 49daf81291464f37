// A client of an in-memory LMTP session and the service behind it, for tests: no sockets, no waiting.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/folder.hpp"
#include "net/memory_stream.hpp"
#include "store/lmtp/session.hpp"
#include "tests/support/hearing.hpp"

namespace store::smtp {

/// Takes every mail, for every address that is not told to fail.
struct FakeService {
  std::map<std::string, base::Error> refused_at_rcpt{};
  std::map<std::string, base::Error> refused_at_delivery{};
  bool breaks = false;  ///< the machine fails
  std::vector<mail::Envelope> envelopes{};
  std::vector<std::string> messages{};
  std::vector<DedupKey> released{};
  base::ManualClock clock{base::from_microseconds(1'795'000'000'000'000)};

  Service service() {
    return Service{
        .resolve = [this](mail::Address address) { return resolve(std::move(address)); },
        .deliver = [this](mail::Envelope envelope,
                          mail::Message message) { return deliver(std::move(envelope), std::move(message)); },
        .release = [this](std::vector<DedupKey> keys) { return release(std::move(keys)); },
        .clock = clock};
  }

 private:
  Answer<std::monostate> resolve(mail::Address address) {
    if (breaks) throw std::runtime_error("disk on fire");
    const auto refused = refused_at_rcpt.find(address.text());
    if (refused != refused_at_rcpt.end()) co_return refused->second;
    co_return std::monostate{};
  }
  net::Task<std::vector<base::Result<Receipt>>> deliver(mail::Envelope envelope, mail::Message message) {
    if (breaks) throw std::runtime_error("disk on fire");
    std::vector<base::Result<Receipt>> results;
    for (const auto& recipient : envelope.recipients) {
      const std::string address = recipient.address.text();
      const auto refused = refused_at_delivery.find(address);
      if (refused != refused_at_delivery.end()) {
        results.emplace_back(refused->second);
      } else {
        results.emplace_back(Receipt{.key = "key of " + address});
      }
    }
    messages.emplace_back(message.octets());
    envelopes.push_back(std::move(envelope));
    co_return results;
  }
  net::Task<> release(std::vector<DedupKey> keys) {
    if (breaks) throw std::runtime_error("disk on fire");
    released.insert(released.end(), keys.begin(), keys.end());
    co_return;
  }
};

class Dialog : public testing::Test {
 protected:
  void SetUp() override { settings.spool = folder.path(); }
  void TearDown() override {
    client.reset();
    loop.poll();
  }

  /// Connects, and gives the greeting.
  std::string connect() {
    auto ends = net::memory_streams(loop.get_executor());
    client = std::move(ends.first);
    server = ends.second.get();
    ended = false;
    boost::asio::co_spawn(loop, lmtp::serve(std::move(ends.second), settings, service, base::Log()),
                          [this](const std::exception_ptr& failure) {
                            ended = true;
                            EXPECT_FALSE(failure);
                          });
    return hear();
  }
  /// Sends octets in one piece, and gives all that the server answers.
  std::string say(std::string octets) {
    boost::asio::co_spawn(loop, tests::tell(*client, std::move(octets), heard_), boost::asio::detached);
    return hear();
  }
  /// Connects and opens a transaction for these recipients.
  void begin(const std::vector<std::string>& recipients) {
    connect();
    std::string commands = "LHLO client.example\r\nMAIL FROM:<sender@example.com>\r\n";
    for (const auto& recipient : recipients) commands += "RCPT TO:<" + recipient + ">\r\n";
    say(commands);
  }
  /// What the server has said since.
  std::string hear() {
    loop.restart();
    loop.poll();
    boost::asio::co_spawn(loop, tests::hear(*client, heard_), boost::asio::detached);
    loop.restart();
    loop.poll();
    return std::exchange(heard_, {});
  }
  void hang_up() {
    client.reset();
    loop.restart();
    loop.poll();
  }

  base::TemporaryFolder folder;
  boost::asio::io_context loop;
  FakeService fake;
  Service service = fake.service();
  Settings settings{.host = "mx.example"};
  std::unique_ptr<net::Stream> client;
  net::Stream* server = nullptr;
  bool ended = true;

 private:
  std::string heard_;
};

}  // namespace store::smtp
