// What the tap stands on: given by the wiring, and outliving it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "client/imap.hpp"
#include "mail/ids.hpp"
#include "net/task.hpp"
#include "net/tls.hpp"
#include "net/wait.hpp"
#include "notifyd/dispatch/backoff.hpp"
#include "notifyd/filters/checked_scripts.hpp"
#include "notifyd/filters/uri_notify.hpp"
#include "notifyd/filters/view.hpp"
#include "sieve/engine.hpp"
#include "sieve/run.hpp"
#include "store/store.hpp"

namespace notifyd::tap {

using Opens = std::function<net::Task<base::Result<std::unique_ptr<client::Imap>>>(client::ImapServer,
                                                                                   net::TlsContext*)>;

struct Surroundings {
  store::Store& store;
  store::BlobStore& blobs;
  const base::Clock& clock;
  filters::EngineOf engine_of;
  base::Metrics& metrics;
  boost::asio::any_io_executor pool;  ///< reads of files, checks of large scripts
  filters::ParseFilter parse_filter;
  /// Rows that this process has leased in a commit: the notifier's fast lane.
  std::function<void(std::vector<store::Item>)> leased;
  /// "yes", "no" or "maybe": can this device hear at once (RFC 5435 section 5)? Empty: "maybe".
  std::function<net::Task<std::string>(mail::AccountId, std::string device)> online;
  std::function<double()> chance;                           ///< in [0, 1)
  filters::DailyLimitsOf a_day = filters::no_daily_limits;  ///< of notifications
  sieve::Environment::Items items = {};                     ///< of the environment
  Opens open = client::Imap::open;
  base::Counter* failures = nullptr;  ///< of scripts; null: nobody counts
  dispatch::Backoff retry{.first = std::chrono::seconds(1), .longest = std::chrono::minutes(5)};
};

/// One mailbox of a foreign server, and the account of our store that stands for its owner.
struct Watched {
  mail::AccountId account;
  std::string address;  ///< of the account, lower case
  std::string mailbox = "INBOX";
};

}  // namespace notifyd::tap
