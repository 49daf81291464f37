// Dialogs: what clients say (C:), what the server must answer (S:), and what happens meanwhile (given,
// deliver, wait).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/connection.hpp"
#include "net/task.hpp"
#include "tests/store/imap/world.hpp"

namespace tests {

/// Runs a dialog file, a step a line. `#` begins a comment.
///   given alice with INBOX holding 3 messages   the account; sessions log in and select the first mailbox
///   named given alice with Work empty                 a further mailbox given alice sessions log in and
///   select nothing given a new connection                      sessions begin at the greeting given a
///   connection from afar                the same, not on loopback and without TLS C: a1 NOOP of the only
///   session; C2: of another, which begins with it S: * 1 EXISTS                               the next line;
///   * stands for anything. `S: ...` skips lines up to
///                                               the one that the next S: of this session describes
///   deliver alice "Subject: hi"                 to INBOX; or: deliver alice Work "Subject: hi"; or @file.eml
///   wait C1 ends                                the server closes
class Dialog {
 public:
  explicit Dialog(World& world) : world_(world) {}
  /// What went wrong, "" if all was as it should be.
  net::Task<std::string> run(std::filesystem::path file);

 private:
  struct Client {
    std::unique_ptr<net::Connection> connection;
    bool skipping = false;
  };

  net::Task<std::string> step(std::string line);
  net::Task<> given(std::string what);
  net::Task<std::string> expect(Client& client, std::string pattern);
  net::Task<std::string> ends(Client& client);
  net::Task<> deliver(std::string what);
  net::Task<Client*> client(std::string name);
  net::Task<> open(Client& client);

  World& world_;
  std::filesystem::path folder_;
  std::map<std::string, Client> clients_;
  std::string account_;
  std::string mailbox_;
  bool from_afar_ = false;
};

/// `*` in `pattern` stands for anything, also for nothing.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace tests
