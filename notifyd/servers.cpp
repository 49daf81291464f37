// The listening side of the daemon.

#include "notifyd/servers.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>
#include <string_view>
#include <sys/resource.h>

#include "managesieve/engine.hpp"
#include "managesieve/session.hpp"
#include "net/address.hpp"
#include "net/bind.hpp"
#include "net/http_server.hpp"
#include "net/listener.hpp"
#include "notifyd/control.hpp"
#include "notifyd/http_pages.hpp"
#include "store/imap/session.hpp"
#include "store/lmtp/session.hpp"

namespace notifyd {
namespace {

/// Where a server listens; a socket that systemd hands over has its name.
struct Place {
  std::string_view server;
  net::ListenOn where;
};

/// Of the servers that are on.
std::vector<Place> places_of(const Settings& settings) {
  const auto& lmtp = settings.lmtp;
  const auto& imap = settings.imap;
  const auto& managesieve = settings.managesieve;
  const auto& api = settings.api;
  std::vector<Place> places;
  if (lmtp.on) places.push_back({"lmtp", {.address = lmtp.listen, .port = lmtp.port}});
  if (lmtp.on && !lmtp.socket.empty())
    places.push_back({"lmtp-socket", {.address = "unix:" + lmtp.socket.string()}});
  if (imap.on) places.push_back({"imap", {.address = imap.listen, .port = imap.port}});
  if (imap.on && imap.tls_port && !settings.tls.certificate.empty())
    places.push_back({"imaps", {.address = imap.listen, .port = *imap.tls_port}});
  if (managesieve.on)
    places.push_back({"managesieve", {.address = managesieve.listen, .port = managesieve.port}});
  if (api.on) places.push_back({"api", {.address = api.listen, .port = api.port}});
  places.push_back({"control", {.address = "unix:" + control_socket(settings).string(), .unix_mode = 0600}});
  return places;
}

/// Connections from anywhere take three quarters of the descriptors of this process at most, those that bring
/// mail an eighth, so that a flood of either leaves some for the other and for the store.
void share_out_descriptors(std::vector<Place>& places) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto all = static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 20));
  const auto anywhere = std::make_shared<net::Budget>(all / 4 * 3);  // shared by the listeners
  for (auto& [server, where] : places) {
    if (server == "lmtp")
      where.limit = std::min(where.limit, all / 8);
    else if (!where.address.starts_with("unix:"))
      where.budget = anywhere;
  }
}

/// What settings say of api.listen holds for a socket of systemd as well.
void require_tls_beyond_loopback(const Settings& settings, int fd) {
  const auto peer = net::peer_of(fd);
  const auto address = net::ip_socket_address(peer.local_address, peer.local_port);
  if (settings.api.tls || !address || net::is_loopback(*address)) return;
  throw std::runtime_error("systemd hands over the socket \"api\" at " + peer.local_address +
                           ": the API beyond loopback needs TLS: set api.tls = true, or "
                           "ListenStream=127.0.0.1:8025");
}

}  // namespace

std::vector<net::ActivatedSocket> bind_ports(const Settings& settings,
                                             std::vector<net::ActivatedSocket> sockets) {
  const auto places = places_of(settings);
  for (const auto& [server, where] : places) {
    const bool is_port = !where.address.starts_with("unix:");
    const bool is_bound = std::ranges::find(sockets, server, &net::ActivatedSocket::name) != sockets.end();
    if (!is_port || is_bound) continue;
    sockets.push_back({.name = std::string(server), .fd = net::bind_and_listen(where).release()});
  }
  return sockets;
}

store::ScriptLimits script_limits(const Settings& settings) {
  return {.scripts = settings.sieve.scripts,
          .octets = settings.sieve.limits.script_octets * settings.sieve.scripts};
}

struct Servers::State {
  explicit State(ServerParts all);

  [[nodiscard]] store::imap::Services imap_services() const;
  [[nodiscard]] managesieve::Service managesieve_service() const;
  /// The ManageSieve server as a URL (RFC 5804 section 3), "" if no IMAP event runs a script of this account.
  [[nodiscard]] std::string where_scripts_are(const std::string& address) const;
  std::unique_ptr<net::Listener> listen(std::string_view server, net::Listener::Serve serve);
  [[nodiscard]] net::Listener::Serve serve_http(net::HttpHandler handler, bool tls);

  ServerParts parts;
  std::vector<Place> places;
  store::smtp::Settings lmtp_settings;
  store::smtp::Service lmtp_service;
  store::imap::Services imap;
  managesieve::Service managesieve;
  net::HttpHandler api_handler;
  net::HttpHandler control_handler;
  std::unique_ptr<net::Listener> lmtp, lmtp_socket, imap_plain, imap_tls, sieve, api, control;
  [[nodiscard]] std::vector<net::Listener*> all() const {
    std::vector<net::Listener*> there;
    for (auto* one : {lmtp.get(), lmtp_socket.get(), imap_plain.get(), imap_tls.get(), sieve.get(), api.get(),
                      control.get()})
      if (one != nullptr) there.push_back(one);
    return there;
  }
};

store::imap::Services Servers::State::imap_services() const {
  return {.store = parts.store,
          .blobs = parts.blobs,
          .bus = parts.bus,
          .presence = parts.presence,
          .authenticator = parts.authenticator,
          .clock = parts.clock,
          .pool = parts.loops.pool(),
          .tls = parts.tls,
          .spool = parts.settings.server.data_dir,
          .leased = parts.leased,
          .imapsieve = [this](const auto& who) { return where_scripts_are(who ? who->address : ""); },
          .log = parts.log,
          .limits = {.message_octets = parts.settings.imap.append_limit,
                     .login = parts.settings.imap.login_patience,
                     .idle = parts.settings.imap.autologout,
                     .command = parts.settings.imap.command_patience}};
}

std::string Servers::State::where_scripts_are(const std::string& address) const {
  constexpr std::uint16_t usual_port = 4190;
  if (!sieve || !parts.kinds.runs_imap_events(address)) return "";
  const std::uint16_t port = sieve->port();
  return "sieve://" + parts.settings.server.hostname + (port == usual_port ? "" : ":" + std::to_string(port));
}

managesieve::Service Servers::State::managesieve_service() const {
  const auto abilities = [&kinds = parts.kinds](const std::optional<store::auth::Identity>& who) {
    return managesieve::abilities_of(who ? kinds.checker(who->address) : kinds.common_checker());
  };
  const auto check = [&kinds = parts.kinds](std::string_view script, const store::auth::Identity& who) {
    return managesieve::check_with(kinds.checker(who.address), script);
  };
  return {.store = parts.store,
          .authenticator = parts.authenticator,
          .check_lane = [&loops = parts.loops](std::string_view address) { return loops.lane(address); },
          .abilities = abilities,
          .check = check,
          .tls = parts.tls,
          .limits = {.script_octets = parts.settings.sieve.limits.script_octets,
                     .scripts = script_limits(parts.settings),
                     .before_login = parts.settings.managesieve.login_patience,
                     .within_command = parts.settings.managesieve.command_patience}};
}

/// Nothing if the server is off.
std::unique_ptr<net::Listener> Servers::State::listen(std::string_view server, net::Listener::Serve serve) {
  const auto place = std::ranges::find(places, server, &Place::server);
  if (place == places.end()) return nullptr;
  const auto bound = std::ranges::find(parts.sockets, server, &net::ActivatedSocket::name);
  if (bound != parts.sockets.end()) {
    if (server == "api") require_tls_beyond_loopback(parts.settings, bound->fd);
    place->where.activated_fd = bound->fd;
    parts.sockets.erase(bound);
  }
  auto listener = std::make_unique<net::Listener>(parts.loops, place->where, std::move(serve),
                                                  parts.log.with({"server", server}));
  parts.numbers.sessions(std::string(server), [listener = listener.get()] { return listener->sessions(); });
  return listener;
}

net::Listener::Serve Servers::State::serve_http(net::HttpHandler handler, bool tls) {
  auto* context = tls ? parts.tls : nullptr;
  const auto patience = parts.settings.api.patience;
  return [handler = std::move(handler), context, patience](std::unique_ptr<net::Stream> stream) {
    return serve_pages(std::move(stream), context, handler, patience);
  };
}

Servers::State::State(ServerParts all)
    : parts(std::move(all)),
      places(places_of(parts.settings)),
      lmtp_settings{.host = parts.settings.server.hostname,
                    .spool = parts.settings.server.data_dir,
                    .size_limit = parts.settings.lmtp.message_limit,
                    .recipients_limit = parts.settings.lmtp.recipients,
                    .command_patience = parts.settings.lmtp.command_patience,
                    .data_patience = parts.settings.lmtp.data_patience,
                    // Before another server, it is for that one to say.
                    .reports = !parts.settings.smarthost.host.empty() && parts.settings.lmtp.next.empty(),
                    .trusted_addresses = parts.settings.lmtp.trusted},
      lmtp_service(parts.numbers.counted(parts.deposit.service())),
      imap(imap_services()),
      managesieve(managesieve_service()),
      api_handler(api_pages(parts.router, parts.numbers, parts.store)),
      control_handler(control_pages(parts.router)) {
  share_out_descriptors(places);
  const auto lmtp_session = [this](std::unique_ptr<net::Stream> stream) {
    return store::lmtp::serve(std::move(stream), lmtp_settings, lmtp_service,
                              parts.log.with({"server", "lmtp"}));
  };
  const auto imap_session = [this](store::imap::Tls tls) {
    return [this, tls](std::unique_ptr<net::Stream> stream) {
      return store::imap::serve(std::move(stream), imap, tls);
    };
  };
  lmtp = listen("lmtp", lmtp_session);
  lmtp_socket = listen("lmtp-socket", lmtp_session);
  imap_plain = listen("imap", imap_session(store::imap::Tls::by_command));
  imap_tls = listen("imaps", imap_session(store::imap::Tls::at_once));
  sieve = listen("managesieve", [this](std::unique_ptr<net::Stream> stream) {
    return managesieve::serve(std::move(stream), managesieve, parts.log.with({"server", "managesieve"}));
  });
  api = listen("api", serve_http(api_handler, parts.settings.api.tls));
  control = listen("control", serve_http(control_handler, false));
  if (!parts.sockets.empty())
    throw std::runtime_error(
        "systemd hands over a socket called \"" + parts.sockets.front().name +
        "\", which no server takes: set FileDescriptorName= to lmtp, lmtp-socket, imap, imaps, "
        "managesieve, api or control, of a server that is on");
}

Servers::Servers(ServerParts parts) : state_(std::make_unique<State>(std::move(parts))) {}
Servers::~Servers() = default;

void Servers::start() {
  for (auto* listener : state_->all()) listener->start();
}

void Servers::stop(std::chrono::milliseconds patience) {
  std::vector<std::future<void>> ends;
  for (auto* listener : state_->all())
    ends.push_back(std::async(std::launch::async, [listener, patience] { listener->stop(patience); }));
  for (auto& end : ends) end.get();
}

Ports Servers::ports() const {
  const auto port = [](const std::unique_ptr<net::Listener>& listener) {
    return listener ? listener->port() : std::uint16_t{0};
  };
  return {.lmtp = port(state_->lmtp),
          .imap = port(state_->imap_plain),
          .imaps = port(state_->imap_tls),
          .managesieve = port(state_->sieve),
          .api = port(state_->api)};
}

}  // namespace notifyd
