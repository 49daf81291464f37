// Where the mail of an account lies, and what its Sieve scripts can do there.
#pragma once

#include <set>
#include <string>

#include "notifyd/filters/administrative.hpp"
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
  /// The same for nobody in particular, and for the administrator's scripts, which run where LMTP comes in.
  [[nodiscard]] const sieve::Engine& common_checker() const;

 private:
  std::set<std::string> tapped_;
  bool is_hooked_;
  sieve::Engine stored_checker_, hooked_checker_, tapped_checker_;
};

/// What the settings say to the Sieve engine; without a smarthost there is no mailto and no
/// vacation.
sieve::Engine::Settings sieve_settings(const Settings& settings);

filters::AdministrativeFiles administrative_files(const SieveSettings& settings);

}  // namespace notifyd
