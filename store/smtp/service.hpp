// What an SMTP-like session is built with: functions that know what to do with a mail. The session knows
// nothing of filters or accounts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"
#include "net/wait.hpp"
#include "store/blobs.hpp"
#include "store/deliver.hpp"
#include "store/smtp/settings.hpp"

namespace store::smtp {

/// What became of the mail for one recipient, durably.
struct Receipt {
  DedupKey key;            ///< to be released when the client has proved that it read the reply; "" for none
  bool duplicate = false;  ///< an earlier delivery had the key
  std::vector<std::string> refusal;  ///< his filter refuses it: the lines of the reply (RFC 5429); none: 250
  mail::ModSeq
      modseq;  ///< its place in the account's order, by which `filter explain` finds it; 0 if there is none
};

/// Thread-safe functions and what they need; outlives its sessions.
struct Service {
  /// Whether mail for this address is taken at all (RCPT). Its Error becomes the reply.
  std::function<Answer<std::monostate>(mail::Address)> resolve;
  /// One result for each recipient, in order, durable on return.
  std::function<net::Task<std::vector<base::Result<Receipt>>>(mail::Envelope, mail::Message)> deliver;
  std::function<net::Task<>(std::vector<DedupKey>)> release;
  const base::Clock& clock;
  /// For writing what is spooled to disk; empty: on the session's loop (tests).
  boost::asio::any_io_executor pool{};
};

}  // namespace store::smtp
