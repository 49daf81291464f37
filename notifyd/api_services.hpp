// What the HTTP API's routes work on, put together from the parts of the daemon.
#pragma once

#include <functional>

#include "connectors/connector.hpp"
#include "net/loops.hpp"
#include "notifyd/account_kinds.hpp"
#include "notifyd/api/route.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/presence.hpp"

namespace notifyd {

/// All of it outlives the services made from it.
struct ApiParts {
  store::sqlite::SqliteEngine& engine;
  base::Clock& clock;
  net::Loops& loops;
  store::auth::Brake& brake;
  const AccountKinds& kinds;
  const connectors::Channels& channels;
  const store::Presence& presence;
  std::string vapid_public_key;
  store::ScriptLimits script_limits;
  store::ListLimits list_limits;
  std::function<std::vector<tap::Status>()> taps;
  std::function<void()> poke;  ///< the outbox has something that is due now
};

api::Services api_services(ApiParts parts);

}  // namespace notifyd
