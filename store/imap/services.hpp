// What an IMAP session is built on: references to what outlives it, and its limits.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/tls.hpp"
#include "net/wait.hpp"
#include "store/auth/authenticator.hpp"
#include "store/blobs.hpp"
#include "store/event_bus.hpp"
#include "store/presence.hpp"
#include "store/store.hpp"

namespace store::imap {

struct Limits {
  std::size_t line_octets = 64 * 1024;  ///< of a command with its small literals
  std::size_t line_octets_before_login = 8 * 1024;
  base::ByteCount message_octets = 50'000'000;  ///< of APPEND
  std::chrono::milliseconds login{60'000};      ///< from the connection to a successful login
  std::chrono::milliseconds idle{30 * 60'000};  ///< without a command (RFC 3501 section 5.4: at least 30 min)
  std::chrono::milliseconds command{60'000};    ///< for a line to arrive whole; literals get longer
  std::chrono::milliseconds reread{120'000};    ///< IDLE looks by itself this often, should a hint be lost
  int bad_commands = 20;                        ///< then the session ends
};

/// Shared by all sessions of a server; everything in it outlives them.
struct Services {
  Store& store;
  BlobStore& blobs;
  EventBus& bus;
  Presence& presence;
  auth::Authenticator& authenticator;
  const base::Clock& clock;
  boost::asio::any_io_executor pool;              ///< for work that would hold a loop up
  net::TlsContext* tls = nullptr;                 ///< null: no STARTTLS
  std::filesystem::path spool;                    ///< folder for messages that are being appended
  std::function<void(std::vector<Item>)> leased;  ///< takes the outbox items of a change; may be empty
  /// Where the scripts of an account are managed that IMAP events run (RFC 6785): `sieve://host:port`, "" if
  /// none run. Nobody: before login. Empty: none run.
  std::function<std::string(const std::optional<auth::Identity>&)> imapsieve;
  base::Log log;
  Limits limits;
};

}  // namespace store::imap
