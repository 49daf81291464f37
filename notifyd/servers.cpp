// The listening side of the daemon.

#include "notifyd/servers.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>

#include "managesieve/session.hpp"
#include "net/http_server.hpp"
#include "net/listener.hpp"
#include "notifyd/control.hpp"
#include "notifyd/http_pages.hpp"
#include "store/imap/session.hpp"
#include "store/lmtp/session.hpp"

namespace notifyd {
namespace {

managesieve::CheckResult check_script(const sieve::Engine& engine, std::string_view script) {
  const auto checked = engine.check(script);
  managesieve::CheckResult result{.valid = checked.program != nullptr, .text = {}};
  for (const auto& fault : checked.faults)
    result.text += (result.text.empty() ? "" : "\r\n") + sieve::on_one_line(fault);
  return result;
}

}  // namespace

sieve::Engine::Settings sieve_settings(const Settings& settings) {
  sieve::Engine::Settings out;
  out.limits.script_octets = settings.sieve.script_limit;
  out.limits.redirects = settings.sieve.redirects;
  out.limits.notifications = settings.sieve.notifications;
  if (settings.smarthost.host.empty()) out.disabled_methods.emplace_back("mailto");
  return out;
}

store::ScriptLimits script_limits(const Settings& settings) {
  return {.scripts = settings.sieve.scripts, .octets = settings.sieve.script_limit * settings.sieve.scripts};
}

struct Servers::State {
  explicit State(ServerParts all);

  [[nodiscard]] store::imap::Services imap_services() const;
  [[nodiscard]] managesieve::Service managesieve_service() const;
  std::unique_ptr<net::Listener> listen(net::ListenOn where, net::Listener::Serve serve, const char* server);
  [[nodiscard]] net::Listener::Serve serve_http(net::HttpHandler handler, bool tls);

  ServerParts parts;
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
  return {
      .store = parts.store,
      .blobs = parts.blobs,
      .bus = parts.bus,
      .presence = parts.presence,
      .authenticator = parts.authenticator,
      .clock = parts.clock,
      .pool = parts.loops.pool(),
      .tls = parts.tls,
      .spool = parts.settings.server.data_dir,
      .leased = parts.leased,
      .log = parts.log,
      .limits = {.message_octets = parts.settings.imap.append_limit, .idle = parts.settings.imap.autologout}};
}

managesieve::Service Servers::State::managesieve_service() const {
  const auto abilities = [&engine = parts.sieve](const std::optional<store::auth::Identity>&) {
    return managesieve::Abilities{.extensions = engine.capabilities(),
                                  .notify_methods = engine.methods(),
                                  .max_redirects = static_cast<unsigned>(engine.limits().redirects)};
  };
  const auto check = [&engine = parts.sieve](std::string_view script, const store::auth::Identity&) {
    return check_script(engine, script);
  };
  return {.store = parts.store,
          .authenticator = parts.authenticator,
          .pool = parts.loops.pool(),
          .abilities = abilities,
          .check = check,
          .tls = parts.tls,
          .limits = {.script_octets = parts.settings.sieve.script_limit,
                     .scripts = script_limits(parts.settings)}};
}

std::unique_ptr<net::Listener> Servers::State::listen(net::ListenOn where, net::Listener::Serve serve,
                                                      const char* server) {
  const auto handed = std::ranges::find(parts.sockets, server, &net::ActivatedSocket::name);
  if (handed != parts.sockets.end()) {
    where.activated_fd = handed->fd;
    parts.sockets.erase(handed);
  }
  auto listener = std::make_unique<net::Listener>(parts.loops, std::move(where), std::move(serve),
                                                  parts.log.with({"server", server}));
  parts.numbers.sessions(server, [listener = listener.get()] { return listener->sessions(); });
  return listener;
}

net::Listener::Serve Servers::State::serve_http(net::HttpHandler handler, bool tls) {
  auto* context = tls ? parts.tls : nullptr;
  return [handler = std::move(handler), context](std::unique_ptr<net::Stream> stream) {
    return serve_pages(std::move(stream), context, handler);
  };
}

Servers::State::State(ServerParts all)
    : parts(std::move(all)),
      lmtp_settings{.host = parts.settings.server.hostname,
                    .spool = parts.settings.server.data_dir,
                    .size_limit = parts.settings.lmtp.message_limit,
                    .recipients_limit = parts.settings.lmtp.recipients,
                    .trusted_addresses = parts.settings.lmtp.trusted},
      lmtp_service(parts.numbers.counted(parts.deposit.service())),
      imap(imap_services()),
      managesieve(managesieve_service()),
      api_handler(api_pages(parts.router, parts.numbers, parts.store)),
      control_handler(control_pages(parts.router)) {
  const auto& settings = parts.settings;
  const auto lmtp_session = [this](std::unique_ptr<net::Stream> stream) {
    return store::lmtp::serve(std::move(stream), lmtp_settings, lmtp_service,
                              parts.log.with({"server", "lmtp"}));
  };
  const auto imap_session = [this](store::imap::Tls tls) {
    return [this, tls](std::unique_ptr<net::Stream> stream) {
      return store::imap::serve(std::move(stream), imap, tls);
    };
  };
  if (settings.lmtp.on)
    lmtp = listen({.address = settings.lmtp.listen, .port = settings.lmtp.port}, lmtp_session, "lmtp");
  if (settings.lmtp.on && !settings.lmtp.socket.empty())
    lmtp_socket = listen({.address = "unix:" + settings.lmtp.socket.string()}, lmtp_session, "lmtp-socket");
  if (settings.imap.on)
    imap_plain = listen({.address = settings.imap.listen, .port = settings.imap.port},
                        imap_session(store::imap::Tls::by_command), "imap");
  if (settings.imap.on && settings.imap.tls_port && parts.tls != nullptr)
    imap_tls = listen({.address = settings.imap.listen, .port = *settings.imap.tls_port},
                      imap_session(store::imap::Tls::at_once), "imaps");
  if (settings.managesieve.on)
    sieve = listen(
        {.address = settings.managesieve.listen, .port = settings.managesieve.port},
        [this](std::unique_ptr<net::Stream> stream) {
          return managesieve::serve(std::move(stream), managesieve,
                                    parts.log.with({"server", "managesieve"}));
        },
        "managesieve");
  if (settings.api.on)
    api = listen({.address = settings.api.listen, .port = settings.api.port},
                 serve_http(api_handler, settings.api.tls), "api");
  control = listen({.address = "unix:" + control_socket(settings).string(), .unix_mode = 0600},
                   serve_http(control_handler, false), "control");
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
