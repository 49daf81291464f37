// Scripts that IMAP commands set off (RFC 6785): works off their rows of the outbox.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/slots.hpp"
#include "net/task.hpp"
#include "notifyd/filters/bodies.hpp"
#include "notifyd/filters/case.hpp"
#include "notifyd/filters/chain.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// What it stands on; all of it outlives it.
struct ImapEventParts {
  Chain& chain;
  store::Store& store;
  store::BlobStore& blobs;
  /// Do IMAP events run scripts of the account of this address?
  std::function<bool(const std::string& address)> is_on;
  const base::Clock& clock;
  /// Rows that this process has leased in a commit: the notifier's fast lane.
  std::function<void(std::vector<store::Item>)> leased;
  base::Counter* failures = nullptr;  ///< of owners' scripts; null: nobody counts
  base::Log log;
};

/// Runs on one loop; stop() may be called from any thread.
class ImapEvents {
 public:
  explicit ImapEvents(ImapEventParts parts) : parts_(std::move(parts)), bodies_(parts_.blobs) {}

  /// One try for a row that holds a ScriptItem: a run for each of its messages that is still there, its
  /// actions committed together, once. Done; RetryAt if the store cannot take them now; in the end Dead.
  net::Task<store::Settled> run(store::Item item);
  /// What is not begun is left for the next start.
  void stop() { stopping_ = true; }

 private:
  using Ran = net::Task<base::Result<void>>;
  Ran run_all(const store::Item& item);
  Ran attempt(const store::Item& item, const store::Account& account, mail::Uid uid);
  Ran run_over(const store::Item& item, const store::Account& account, mail::Uid uid);
  Ran run_one(Case& one, const store::BlobRef& where);
  net::Task<> give_up(const Case& one, const base::Error& why);
  [[nodiscard]] Case case_of(const store::ScriptItem& event, const store::Account& account,
                             const store::Message& message) const;

  static constexpr std::size_t at_once = 2;  // each may keep a thread of the pool busy

  ImapEventParts parts_;
  Bodies bodies_;
  net::Slots turns_{at_once};
  std::atomic<bool> stopping_{false};
};

}  // namespace notifyd::filters
