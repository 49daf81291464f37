// A foreign IMAP server in memory: one mailbox, IDLE, and the faults that real ones have.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "client/imap.hpp"
#include "net/connection.hpp"
#include "net/group.hpp"
#include "net/memory_stream.hpp"
#include "tests/support/happenings.hpp"
#include "wire/imap/sequence_set.hpp"

namespace tests {

/// Touched on its loop only, but for the counters.
class ForeignServer {
 public:
  ForeignServer(boost::asio::any_io_executor loop, Happenings& happenings)
      : loop_(std::move(loop)),
        happenings_(happenings),
        group_(loop_, [](const std::exception_ptr& failure) { std::rethrow_exception(failure); }) {}

  /// As client::Imap::open, to this server.
  net::Task<base::Result<std::unique_ptr<client::Imap>>> open(client::ImapServer server) {
    ++connections;
    happenings_.tell();
    if (is_down) co_return base::fail(base::Errc::gone, "connection refused");
    auto [ours, theirs] = net::memory_streams(loop_);
    group_.start(serve(std::move(ours)));
    auto imap = co_await client::Imap::open_over(std::move(theirs), std::move(server), nullptr);
    co_return imap;
  }

  std::uint32_t append(std::string octets) {
    messages[uid_next] = std::move(octets);
    announce();
    return uid_next++;
  }
  void announce() {
    ++head_;
    for (net::Connection* each : live_) net::ring(loop_, each->bell(), head_);
  }
  void hang_up() {
    for (net::Connection* each : live_) each->close();
  }
  net::Task<> ended() { return group_.joined(); }

  std::uint32_t uid_validity = 7;
  std::uint32_t uid_next = 1;
  std::map<std::uint32_t, std::string> messages;
  std::map<std::uint32_t, std::string>
      received;  ///< when, if not at 22:13:00: before the clock of the tests starts
  std::string password = "secret";
  bool is_down = false;
  bool sends_backwards = false;  ///< FETCH answers with the highest uid first
  /// What is said in place of the answer to the next UID FETCH, once; then the connection is closed.
  std::string instead_of_fetch;
  /// Octets of the answer to the next UID FETCH that are sent before the connection breaks, once; 0: all.
  std::size_t fetch_breaks_at = 0;
  std::function<void()> before_fetch;
  std::vector<std::string> heard;  ///< commands without tags
  std::atomic<int> connections{0};
  std::atomic<int> idles{0};  ///< how often a client went to IDLE, having been told of everything

 private:
  net::Task<> serve(std::unique_ptr<net::Stream> stream) {
    net::Connection connection(std::move(stream));
    connection.bell();
    live_.push_back(&connection);
    co_await talk(connection);
    std::erase(live_, &connection);
    happenings_.tell();
  }

  net::Task<> talk(net::Connection& connection) {
    co_await connection.write("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE] ready\r\n");
    std::uint64_t told = 0;  // the head that the client knows
    for (;;) {
      const auto line = co_await connection.read_line(10000, soon());
      if (!line) co_return;
      const auto space = line->find(' ');
      const std::string tag = line->substr(0, space);
      const std::string command = line->substr(std::min(space + 1, line->size()));
      heard.push_back(command);
      if (command.starts_with("EXAMINE ")) told = head_;
      bool goes_on = true;
      if (command == "IDLE")
        goes_on = co_await idle(connection, tag, told);
      else if (command.starts_with("UID FETCH "))
        goes_on = co_await fetch(connection, tag, command.substr(10));
      else
        co_await connection.write(answer(tag, command));
      if (!goes_on || command == "LOGOUT") co_return;
    }
  }

  std::string answer(const std::string& tag, const std::string& command) {
    const std::string ok = tag + " OK done\r\n";
    if (command.starts_with("AUTHENTICATE PLAIN ")) {
      const auto secret = base::text::from_base64(command.substr(19)).value_or("");
      return secret.ends_with(std::string(1, '\0') + password) ? ok
                                                               : tag + " NO [AUTHENTICATIONFAILED] no\r\n";
    }
    if (command == "CAPABILITY") return "* CAPABILITY IMAP4rev1 IDLE\r\n" + ok;
    if (command == "EXAMINE INBOX")
      return "* " + std::to_string(messages.size()) + " EXISTS\r\n* OK [UIDVALIDITY " +
             std::to_string(uid_validity) + "] ok\r\n* OK [UIDNEXT " + std::to_string(uid_next) + "] ok\r\n" +
             ok;
    if (command.starts_with("UID SEARCH UID ")) {
      std::string found = "* SEARCH";
      for (const auto uid : among(command.substr(15))) found += " " + std::to_string(uid);
      return found + "\r\n" + ok;
    }
    if (command == "LOGOUT") return "* BYE bye\r\n" + ok;
    return tag + " BAD what?\r\n";
  }

  std::vector<std::uint32_t> among(const std::string& set) {
    const auto wanted = wire::imap::parse_sequence_set(set);
    std::vector<std::uint32_t> found;
    for (const auto& [uid, octets] : messages)
      if (wanted && wanted->numbers.contains(mail::Uid{uid})) found.push_back(uid);
    if (sends_backwards) std::reverse(found.begin(), found.end());
    return found;
  }

  net::Task<bool> fetch(net::Connection& connection, std::string tag, std::string arguments) {
    if (before_fetch) std::exchange(before_fetch, {})();
    if (!instead_of_fetch.empty()) {
      co_await connection.write(std::exchange(instead_of_fetch, {}));
      co_return false;
    }
    const bool whole = arguments.find("BODY.PEEK[]") != std::string::npos;
    std::string out;
    for (const auto uid : among(arguments.substr(0, arguments.find(' ')))) {
      const std::string& message = messages[uid];
      const std::string part = whole ? message : message.substr(0, message.find("\r\n\r\n") + 4);
      out += "* " + std::to_string(std::distance(messages.begin(), messages.find(uid)) + 1) + " FETCH (UID " +
             std::to_string(uid) + " FLAGS (\\Recent) RFC822.SIZE " + std::to_string(message.size()) +
             " INTERNALDATE \"14-Nov-2023 " + (received.contains(uid) ? received[uid] : "22:13:00") +
             " +0000\" BODY[" + (whole ? "" : "HEADER") + "]<0> {" + std::to_string(part.size()) + "}\r\n" +
             part + ")\r\n";
    }
    out += tag + " OK done\r\n";
    const std::size_t breaks_at = std::exchange(fetch_breaks_at, 0);
    co_await connection.write(breaks_at > 0 ? out.substr(0, breaks_at) : out);
    co_return breaks_at == 0;
  }

  net::Task<bool> idle(net::Connection& connection, std::string tag, std::uint64_t& told) {
    connection.set_seen_head(told);
    co_await connection.write("+ idling\r\n");
    if (told == head_) {
      ++idles;
      happenings_.tell();
    }
    for (;;) {
      const net::Woke woke = co_await connection.wait(soon());
      if (woke != net::Woke::ready && woke != net::Woke::hint) co_return false;
      if (woke == net::Woke::ready) break;
      told = head_;
      connection.set_seen_head(told);
      co_await connection.write("* " + std::to_string(messages.size()) + " EXISTS\r\n");
    }
    const auto done = co_await connection.read_line(100, soon());
    if (!done || *done != "DONE") co_return false;
    co_await connection.write(tag + " OK done\r\n");
    co_return true;
  }

  static net::Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

  boost::asio::any_io_executor loop_;
  Happenings& happenings_;
  std::vector<net::Connection*> live_;  // in the frames of serve()
  std::uint64_t head_ = 0;
  net::Group group_;
};

}  // namespace tests
