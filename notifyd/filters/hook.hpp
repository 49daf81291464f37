// The LMTP hook: mail of accounts that live on another server is filtered here and passed on to its LMTP
// server.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "client/smtp.hpp"
#include "net/task.hpp"
#include "notifyd/filters/case.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// Order: the next server, then our commit, then the answer. docs/decisions/lmtp-hook.md says why.
/// Thread-safe.
class Hook {
 public:
  /// Sends one message to the next server: client::send bound to it, or a fake.
  using Send = std::function<net::Task<std::vector<client::SmtpResult>>(client::SmtpMail)>;
  /// Holds the key of a mail that is under way to the next server; a second session with it is told to try
  /// later.
  using Claim = std::shared_ptr<void>;

  /// `host` is our name in Received.
  Hook(Send send, store::Store& store, std::string host);

  /// For every case without a result. Sets the result of cases that are known already, or under way. The
  /// claims must be held until the cases are committed.
  net::Task<std::vector<Claim>> claim(std::vector<Case>& cases);
  /// Passes the message on for every case without a result, as its script has edited it, and turns its
  /// targets into `elsewhere`. Sets the result of cases that are refused.
  net::Task<> pass_on(Shared& shared, std::vector<Case>& cases);

 private:
  /// An address at the next server, and the case and mailbox that it stands for.
  struct Address {
    mail::Address address;
    std::size_t of = 0;
    std::string mailbox;
    sieve::Edited version;  ///< null: as it came
    store::BlobRef body;    ///< where that is stored
  };

  net::Task<Claim> claim(Case& one);
  [[nodiscard]] std::vector<Address> addresses(const std::vector<Case>& cases) const;
  net::Task<std::vector<client::SmtpResult>> send(Shared& shared, const std::vector<Address>& to);
  net::Task<std::vector<client::SmtpResult>> send(Shared& shared, base::Body body,
                                                  std::vector<mail::Recipient> to);
  net::Task<> settle(Shared& shared, std::vector<Case>& cases, std::vector<Address> to,
                     std::vector<client::SmtpResult> results);

  Send send_;
  store::Store& store_;
  std::string host_;
  std::mutex mutex_;
  std::set<store::DedupKey> under_way_;
};

}  // namespace notifyd::filters
