// AF and DF over one recipient's mail.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "net/task.hpp"
#include "net/wait.hpp"
#include "notifyd/filters/administrative.hpp"
#include "notifyd/filters/answering.hpp"
#include "notifyd/filters/case.hpp"
#include "notifyd/filters/checked_scripts.hpp"
#include "notifyd/filters/decision.hpp"
#include "notifyd/filters/sending.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// What the chain stands on; all of it outlives it.
struct ChainParts {
  store::Store& store;
  EngineOf engine_of;
  boost::asio::any_io_executor pool;  ///< for checking a script that is not known yet
  /// "yes", "no" or "maybe": can this device hear at once (RFC 5435 section 5)? Empty: "maybe".
  std::function<net::Task<std::string>(mail::AccountId, std::string device)> online;
  /// Output of a program of the administrator, or nothing if it fails. Empty: there are none.
  std::function<net::Task<std::optional<std::string>>(sieve::ProgramRun)> programs = {};
  Sending sending;
  sieve::Environment::Items items = {};  ///< of the environment, beside those of each delivery
  bool foreign = false;                  ///< the mail goes to another server
  base::Log log;
};

/// Thread-safe.
class Chain {
 public:
  static constexpr std::size_t cached_octets = 128 << 20;  ///< of programs of an engine that are kept

  Chain(ChainParts parts, Administrative administrative)
      : parts_(std::move(parts)),
        administrative_(std::make_shared<const Administrative>(std::move(administrative))),
        scripts_(parts_.engine_of, cached_octets, parts_.pool) {}

  /// The administrator's scripts from now on; deliveries under way end with those they began with.
  void replace(Administrative administrative) {
    administrative_.store(std::make_shared<const Administrative>(std::move(administrative)));
  }

  /// Runs the scripts of the case's account, and writes what they decided into its delivery. Fresh each time:
  /// it may be run again when the store says conflict.
  net::Task<base::Result<void>> run(Shared& shared, Case& one);

 private:
  net::Task<base::Result<Decision>> decide_for(const std::vector<Stage>& stages, Shared& shared,
                                               const Case& one, Answering& answering);
  void write_log(const Shared& shared, const Decision& decision) const;
  net::Task<base::Result<void>> decide_error_mail(Decision& decision, base::Time now,
                                                  Answering& answering) const;
  [[nodiscard]] sieve::Environment::Items environment_items(const mail::Envelope& envelope,
                                                            const Case& one) const;
  net::Task<base::Result<std::vector<Stage>>> stage_of_event(Case& one);
  net::Task<base::Result<std::vector<Stage>>> stages(Case& one, const Administrative& administrative);

  ChainParts parts_;
  std::atomic<std::shared_ptr<const Administrative>> administrative_;
  ScriptsOfAccounts scripts_;
};

}  // namespace notifyd::filters
