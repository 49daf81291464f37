// A connector carries notifications over one kind of channel; a file each, registered by a line in
// connectors.def.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/config.hpp"
#include "base/result.hpp"
#include "connectors/notification.hpp"
#include "net/http_client.hpp"
#include "net/task.hpp"

namespace connectors {

/// One HTTP exchange: HttpClient::send, or a fake.
using Exchange = std::function<net::Task<base::Result<net::HttpAnswer>>(net::HttpRequest)>;

/// What the wiring gives to every connector; all of it outlives the channels.
struct Context {
  Exchange to_user;   ///< to URLs that users chose: refuses addresses that the configuration does not allow
  Exchange to_admin;  ///< to URLs of the configuration, which may well be on loopback
  const base::Clock& clock;
  bool allow_http = false;  ///< users' endpoints may be http, not only https
  std::vector<std::string>
      vapid_keys;  ///< VapidKey::text() of each, the current one first; none: no Web Push
};

/// Carries notifications of one kind. Used by any number of sends at once, on one loop.
class Channel {
 public:
  virtual ~Channel() = default;
  /// The target as it is to be kept for a new registration (number in normal form, `extra` filled in), or
  /// what is wrong with it.
  [[nodiscard]] virtual base::Result<Target> admit(Target target) const = 0;
  /// Where it goes, for limits of rate and concurrency: a host with its port, or the gateway's name. Not for
  /// logs.
  [[nodiscard]] virtual std::string destination(const Target& target) const = 0;
  /// One try, within the connector's own patience. Retry, expiry and rate are the caller's.
  virtual net::Task<Outcome> send(Notification notification) = 0;
};

/// By kind, as in Target::kind.
using Channels = std::map<std::string, std::unique_ptr<Channel>>;

/// What an owner gives in a device's `channel` beside its kind: a string.
struct Member {
  enum class Part {
    address,  ///< of Target::address: shown masked
    secret,   ///< of Target::secret: not shown again
  };
  std::string_view name;
  Part part = Part::address;
  /// Makes one for an owner who gives none, who is shown it once; without it the member must be given. Only
  /// for a member that has its part to itself.
  std::string (*make)() = nullptr;
};

/// A line of connectors.def. All that the HTTP API, the command line and the configuration know of a kind of
/// channel comes from here.
struct Connector {
  std::string_view kind;        ///< Target::kind; "": the configuration names them, so every other kind
  std::vector<Member> members;  ///< those of one part stand in it in this order, a space between
  /// Reads its own sections of the configuration and opens the channels that they ask for: one, several, or
  /// none.
  Channels (*open)(base::Config& config, const Context& context);
};

/// Every connector of connectors.def.
std::vector<const Connector*> all_connectors();
/// The one whose channels are of this kind.
const Connector& connector_of(std::string_view kind);

/// Opens all of them.
Channels open_channels(base::Config& config, const Context& context);

}  // namespace connectors
