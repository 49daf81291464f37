// Where the mail of an account lies, and what its Sieve scripts can do there.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "notifyd/filters/administrative.hpp"
#include "notifyd/filters/uri_notify.hpp"
#include "notifyd/settings.hpp"
#include "sieve/engine.hpp"

namespace notifyd {

/// What the configuration says of each account. Immutable, and used by any number of threads.
class AccountKinds {
 public:
  enum class Kind {
    stored,  ///< here: mail comes by LMTP and is filed in our store
    hooked,  ///< mail comes by LMTP, is filtered, and passed on to the next LMTP server
    tapped,  ///< on another server, which files it; we only look
  };

  explicit AccountKinds(const Settings& settings);

  /// `address` is the account's primary one, lower case.
  [[nodiscard]] Kind of(const std::string& address) const;
  [[nodiscard]] bool is_tapped(const std::string& address) const { return tapped_.contains(address); }

  /// Checks the scripts that an account's owner uploads, by what they can do there.
  [[nodiscard]] const sieve::Engine& checker(const std::string& address) const;
  /// Runs them, also those that were uploaded when the account was of another kind.
  [[nodiscard]] const sieve::Engine& runner(const std::string& address) const;
  /// How many notifications and reports the account may have on a day.
  [[nodiscard]] const filters::DailyLimits& a_day(const std::string& address) const;
  /// Whether scripts run for what IMAP commands do (RFC 6785), of nobody in particular with address "".
  [[nodiscard]] bool runs_imap_events(const std::string& address) const;
  /// What nobody in particular may do.
  [[nodiscard]] const sieve::Engine& common_checker() const { return here(usual_); }
  /// The administrator's scripts, which run where LMTP comes in. What sieve.disabled names is there for them.
  [[nodiscard]] const sieve::Engine& administrative_checker() const { return here(administrative_); }

 private:
  /// Of one class of accounts.
  struct Engines {
    explicit Engines(const sieve::Engine::Settings& settings);
    sieve::Engine stored, hooked, tapped;
  };
  [[nodiscard]] const Engines& engines(const std::string& address) const;
  [[nodiscard]] const sieve::Engine& here(const Engines& engines) const {
    return is_hooked_ ? engines.hooked : engines.stored;
  }

  std::set<std::string> tapped_;
  bool is_hooked_;
  std::vector<SieveClass> classes_;
  filters::DailyLimits a_day_;  ///< of accounts of no class
  Engines usual_;
  Engines administrative_;
  std::vector<std::unique_ptr<const Engines>> of_classes_;  ///< beside classes_
};

/// What the settings say to the Sieve engine: what sends mail is there with a smarthost alone.
sieve::Engine::Settings sieve_settings(const Settings& settings);
/// The same for the accounts of a class; null: for those of none.
sieve::Engine::Settings sieve_settings(const Settings& settings, const SieveClass* of);

filters::AdministrativeFiles administrative_files(const SieveSettings& settings);

}  // namespace notifyd
