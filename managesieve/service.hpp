// What a ManageSieve server is built from. The Sieve engine comes as functions, so that this room knows no
// language.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "net/loops.hpp"
#include "net/tls.hpp"
#include "store/auth/authenticator.hpp"
#include "store/store.hpp"

namespace managesieve {

/// What scripts of an account can do (RFC 5804 section 1.7).
struct Abilities {
  std::vector<std::string> extensions;      ///< as `require` takes them: the SIEVE line
  std::vector<std::string> notify_methods;  ///< URI schemes: the NOTIFY line; empty if there is no enotify
  std::vector<std::string> list_schemes;    ///< of external lists: the EXTLISTS line; empty if there are none
  std::optional<unsigned> max_redirects;    ///< the MAXREDIRECTS line
};

/// `text` has a line for each fault, each naming its line in the script; for people, UTF-8.
struct CheckResult {
  bool valid = false;
  std::string text;  ///< errors; of a valid script its warnings, "" for none
};

struct Limits {
  std::size_t line_octets = 8192;             ///< of a line without its literals
  std::size_t string_octets = 16384;          ///< of a literal that is no script
  base::ByteCount script_octets = 1 << 20;    ///< of one script
  base::ByteCount skipped_octets = 16 << 20;  ///< a literal beyond its limit is read over up to here
  store::ScriptLimits scripts;                ///< of an account
  unsigned bad_commands = 20;                 ///< then BYE
  unsigned failed_logins = 5;                 ///< of one connection, then BYE
  std::chrono::seconds before_login{120};     ///< from the connection to a successful login
  std::chrono::seconds idle{35 * 60};         ///< section 1.2 of RFC 5804 wants 30 minutes at least
  std::chrono::seconds within_command{120};   ///< for a line or a literal that has begun to be whole
};

/// References outlive every session. The functions are called from several threads at once.
struct Service {
  store::Store& store;
  store::auth::Authenticator& authenticator;
  /// Checks of scripts of the account with this address run there.
  std::function<boost::asio::any_io_executor(std::string_view address)> check_lane;
  /// Before login: what the engine can do. After it: what this account can do.
  std::function<Abilities(const std::optional<store::auth::Identity>&)> abilities;
  std::function<CheckResult(std::string_view script, const store::auth::Identity&)> check;
  net::TlsContext* tls = nullptr;  ///< null: no STARTTLS
  std::string implementation = "notifyd";
  Limits limits = {};
};

}  // namespace managesieve
