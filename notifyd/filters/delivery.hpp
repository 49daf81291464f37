// DF, deposit filters (RFC 5442 section 2.3), between LMTP and the store: each recipient's mail is filtered
// and committed whole or not at all.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"
#include "notifyd/filters/accounts.hpp"
#include "notifyd/filters/bodies.hpp"
#include "notifyd/filters/case.hpp"
#include "notifyd/filters/chain.hpp"
#include "notifyd/filters/hook.hpp"
#include "store/smtp/service.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

struct DepositSettings {
  Sending sending;
  sieve::Environment::Items items = {};  ///< of the environment, beside those of each delivery
};

/// What the deposit stands on; all of it outlives it.
struct DepositParts {
  store::Store& store;
  store::BlobStore& blobs;
  EngineOf engine_of;
  const base::Clock& clock;
  boost::asio::any_io_executor pool;  ///< digests and checks of what is large
  /// Rows that this process has leased in a commit: the notifier's fast lane.
  std::function<void(std::vector<store::Item>)> leased;
  /// "yes", "no" or "maybe": can this device hear at once (RFC 5435 section 5)?
  std::function<net::Task<std::string>(mail::AccountId, std::string device)> online;
  /// Output of a program of the administrator, or nothing if it fails. Empty: there are none.
  std::function<net::Task<std::optional<std::string>>(sieve::ProgramRun)> programs = {};
  /// Is the account of this address watched on another server? Empty: none is.
  std::function<bool(const std::string& address)> is_tapped;
  /// LMTP hook: the next server takes the mail, and our store only its events. Empty: our store takes the
  /// mail.
  Hook::Send next;
  base::Counter* failures = nullptr;  ///< of owners' scripts; null: nobody counts
  base::Log log;
};

/// Invariant: a recipient is answered with a receipt only after his transaction is durable. Thread-safe.
class Deposit {
 public:
  Deposit(DepositParts parts, DepositSettings settings, Administrative administrative);

  /// The administrator's scripts from now on.
  void replace(Administrative administrative) { chain_.replace(std::move(administrative)); }

  /// For scripts that run later than a delivery.
  Chain& chain() { return chain_; }

  /// What LMTP is built with: its resolve, deliver and release are those of this deposit, which must outlive
  /// it.
  store::smtp::Service service();

  /// Whether there is a mailbox for it with room: not_found, denied (also: its mail belongs on another
  /// server), over_quota.
  store::Answer<std::monostate> resolve(mail::Address recipient);
  net::Task<std::vector<base::Result<store::smtp::Receipt>>> deliver(mail::Envelope envelope,
                                                                     mail::Message message);
  net::Task<> release(std::vector<store::DedupKey> keys);

 private:
  [[nodiscard]] base::Result<void> check_kind(const store::Account& account) const;
  /// A part of the work on one recipient. It sets his result if there is nothing left to do.
  using Step = net::Task<> (Deposit::*)(Shared&, Case&);
  net::Task<> attempt(Step step, Shared& shared, Case& one);
  net::Task<> prepare(Shared& shared, Case& one);
  net::Task<> take_if_known(Case& one);
  net::Task<> put_bodies(Shared& shared, Case& one);
  net::Task<> commit(Shared& shared, Case& one);
  net::Task<base::Result<store::Delivered>> try_commit(Shared& shared, Case& one);
  void just_keep(const Shared& shared, Case& one, const std::string& why) const;
  net::Task<base::Result<void>> refresh_reliance(Case& one);
  void settle(const Shared& shared, Case& one, base::Result<store::Delivered> delivered);

  DepositParts parts_;
  DepositSettings settings_;
  Accounts accounts_;
  Bodies bodies_;
  Chain chain_;
  std::optional<Hook> hook_;  ///< of a deposit before another server
};

}  // namespace notifyd::filters
