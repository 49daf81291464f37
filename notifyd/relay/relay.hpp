// Outgoing mail: works off the outbox rows of redirects and notifications by e-mail.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "client/smtp.hpp"
#include "net/task.hpp"
#include "notifyd/relay/report.hpp"
#include "store/blobs.hpp"
#include "store/outbox.hpp"

namespace notifyd::relay {

struct RelaySettings {
  std::string host;                          ///< ours, in the reports to senders
  std::string next_host = "smarthost";       ///< the smarthost's, likewise
  std::chrono::hours give_up_after{5 * 24};  ///< RFC 5321 section 4.5.4.1
};

/// Sends one mail to the smarthost: client::send bound to its server, or a fake.
using Send = std::function<net::Task<std::vector<client::SmtpResult>>(client::SmtpMail)>;

/// Thread-safe.
class Relay {
 public:
  Relay(Send send, store::BlobStore& blobs, const base::Clock& clock, RelaySettings settings, base::Log log);

  /// One try for a row that holds a MailItem: Done, or RetryAt; in the end Done with a report to its sender
  /// (RFC 3464), or Dead with the reason if it has none.
  net::Task<store::Settled> send(store::Item item);

 private:
  struct Attempt;
  net::Task<Attempt> attempt(const store::MailItem& mail);
  [[nodiscard]] store::Settled settled(const store::Item& item, const Attempt& attempt) const;
  [[nodiscard]] std::optional<store::MailItem> tell(Outcome outcome, const store::Item& item,
                                                    const Attempt& attempt, bool expired) const;
  [[nodiscard]] std::optional<Outcome> told_of_success(const store::MailItem& mail,
                                                       const client::SmtpResult& result) const;
  [[nodiscard]] bool is_late(const store::MailItem& mail) const;
  [[nodiscard]] base::Time due_again(const store::Item& item, const store::MailItem& mail) const;

  Send send_;
  store::BlobStore& blobs_;
  const base::Clock& clock_;
  RelaySettings settings_;
  base::Log log_;
};

/// How long to wait at least after so many failed tries.
std::chrono::seconds retry_delay(std::uint32_t failures);

/// The same from `now` on, and up to a fifth more, so that what failed together does not come back together.
base::Time next_try(base::Time now, std::uint32_t failures);

}  // namespace notifyd::relay
