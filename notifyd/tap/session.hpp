// One connection to a foreign mailbox, from the first look to its end.
#pragma once

#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "client/imap.hpp"
#include "net/task.hpp"
#include "notifyd/dispatch/evidence.hpp"
#include "notifyd/tap/cursor.hpp"
#include "notifyd/tap/script.hpp"
#include "notifyd/tap/surroundings.hpp"

namespace notifyd::tap {

/// Enters each new message once, as an event committed with the cursor behind it. On the loop of `imap`.
class Session {
 public:
  Session(const Surroundings& around, NotificationScript& script, client::Imap& imap, Watched who,
          base::Log log);

  /// Until imap.stop(), or what went wrong. Throws what the store throws.
  net::Task<base::Result<void>> run();

 private:
  net::Task<base::Result<void>> catch_up();
  net::Task<base::Result<void>> take(mail::UidRange missing);
  net::Task<base::Result<void>> take_batch(mail::UidSet uids);
  net::Task<base::Result<void>> enter(client::ImapMessage message, dispatch::Need need);
  net::Task<base::Result<void>> anchor_anew(client::ImapMailbox found);
  net::Task<base::Result<mail::Uid>> first_new(mail::Uid uid_next);
  [[nodiscard]] base::Time told_until(std::optional<base::Time> received) const;
  net::Task<base::Result<void>> move_cursor(mail::UidValidity validity, mail::Uid uid_next);
  net::Task<base::Result<dispatch::Need>> need();
  net::Task<base::Result<void>> commit(store::Observe observation);

  const Surroundings& around_;
  NotificationScript& script_;
  client::Imap& imap_;
  Watched who_;
  base::Log log_;
  base::Counter& observed_;
  base::Timing& lag_;
  std::optional<store::Cursor> known_;  ///< as committed
};

/// How much of a message the devices need for their filters and for what they are told.
dispatch::Need need_of(const std::vector<store::Device>& devices, const filters::ParseFilter& parse);

}  // namespace notifyd::tap
