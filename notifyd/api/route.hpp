// A route of the HTTP API: a file under routes/ and a line in routes.def.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connectors/notification.hpp"
#include "connectors/registration.hpp"
#include "mail/search.hpp"
#include "net/http_server.hpp"
#include "net/loops.hpp"
#include "notifyd/tap/board.hpp"
#include "store/account.hpp"
#include "store/auth/brake.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace notifyd::api {

using Answer = net::HttpServerAnswer;

/// Who asks. The administrator's token, or the token of one account.
struct Caller {
  bool administrator = false;
  mail::AccountId account;
};

/// What the routes work on; built once by the wiring, outlives every request. Functions stand for what higher
/// rooms or other parts of the daemon do.
struct Services {
  store::Store& store;
  store::Outbox& outbox;
  base::Clock& clock;
  boost::asio::any_io_executor pool;  ///< for hashing passwords
  /// Checks of scripts of the account with this address run there.
  std::function<boost::asio::any_io_executor(std::string_view address)> check_lane;
  store::auth::Brake& brake;  ///< counts wrong tokens
  /// The channel as it is to be kept, or what is wrong with it: kind, address, keys.
  std::function<base::Result<store::Channel>(const std::string& kind, const connectors::Members& members)>
      admit_channel;
  /// The view filter of a subscription as search criteria.
  std::function<base::Result<mail::SearchKey>(std::string_view)> parse_filter;
  /// A script's warnings, a line each; syntax with all its errors as one text.
  std::function<base::Result<std::vector<std::string>>(const std::string& address, std::string_view script)>
      check_script;
  /// Pushes a test notification to the device now and says what the push service answered.
  std::function<net::Task<base::Result<std::string>>(store::Account, store::Device)> push_test;
  /// What today's subscriptions say of the message that came with this modseq; nothing is written or sent.
  std::function<net::Task<base::Result<store::Trace>>(mail::AccountId, mail::ModSeq)> evaluate_today;
  /// How it stands with each account that is watched on a foreign server.
  std::function<std::vector<tap::Status>()> taps;
  /// The outbox has something that is due now.
  std::function<void()> poke;
  /// Every broken invariant of the store, one sentence each.
  std::function<net::Task<std::vector<std::string>>()> check_store;
  /// Copies the store into a folder of the server's machine, while deliveries run.
  std::function<net::Task<base::Result<void>>(std::string folder)> back_up;
  std::string vapid_key;  ///< that browsers subscribe with (RFC 8292 section 3.2), base64url
  store::ScriptLimits script_limits;
  store::ListLimits list_limits;
};

struct Request {
  net::HttpServerRequest http;
  Caller caller;
  std::map<std::string, std::string> path;  ///< by the names in the pattern
  boost::json::object body;                 ///< {} if there was none
  std::optional<store::Account> account;    ///< of {address}; the caller may act for it
};

enum class Access {
  administrator,  ///< the administrator's token alone
  account,        ///< that, or the token of the account in {address}
  any,            ///< any valid token
};

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/v1/accounts/{address}/devices/{id}"
  Access access = Access::administrator;
  net::Task<Answer> (*run)(const Services& services, Request request);
};

}  // namespace notifyd::api
