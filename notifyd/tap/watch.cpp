// A watch: connect, run a session, wait, begin anew.

#include "notifyd/tap/watch.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "base/at_end.hpp"
#include "base/text.hpp"
#include "mail/account_address.hpp"
#include "net/on.hpp"
#include "notifyd/tap/password.hpp"
#include "notifyd/tap/session.hpp"

namespace notifyd::tap {
namespace {

using base::Errc;
using std::chrono::steady_clock;

// A session that lasted so long was a good one: the next failure is the first in a row.
constexpr auto good_session = std::chrono::seconds(30);

client::ImapServer::Tls tls_of(const std::string& word) {
  using Tls = client::ImapServer::Tls;
  if (word == "never") return Tls::never;
  return word == "starttls" ? Tls::starttls : Tls::implicit;
}

/// Counts a connection for as long as it lives.
class Connected {
 public:
  explicit Connected(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Connected() { --count_; }
  Connected(const Connected&) = delete;
  Connected& operator=(const Connected&) = delete;

 private:
  std::atomic<int>& count_;
};

}  // namespace

Watch::Watch(Common& common, const Foreign& server, std::string account, const base::Log& log)
    : common_(common),
      server_(server),
      account_(std::move(account)),
      log_(log.with({"tap", server.settings.name}).with({"account", account_})),
      line_(common.board.add({.tap = server.settings.name,
                              .account = account_,
                              .state = "connecting",
                              .reason = {},
                              .since = common.around.clock.now()})),
      failed_(common.around.metrics.counter("tap_failures_total",
                                            "Connections to foreign servers that failed",
                                            {{"tap", server.settings.name}})) {}

net::Task<> Watch::run() {
  while (!stopping_) {
    const auto began = steady_clock::now();
    base::Result<void> ended;
    try {
      ended = co_await attempt();
    } catch (const std::exception& failure) {
      log_.error("tap_failed", {{"reason", failure.what()}});
      ended = base::fail(Errc::try_later, "the store failed");
    }
    if (stopping_ || ended) continue;
    failed_.add();
    if (steady_clock::now() - began > good_session) failures_ = 0;
    co_await pause(ended.error());
  }
}

void Watch::tell(std::string state, std::string reason) {
  common_.board.change(line_, std::move(state), std::move(reason), common_.around.clock.now());
}

void Watch::stop() {
  stopping_ = true;
  stopped_.notify();
  if (imap_ != nullptr) imap_->stop();
}

void Watch::cut() {
  if (imap_ != nullptr) imap_->close();
}

/// Errc::denied asks for a person: a password, a certificate, a missing protection.
net::Task<> Watch::pause(const base::Error& error) {
  const auto& around = common_.around;
  dispatch::Backoff backoff = around.retry;
  if (error.code == Errc::denied) backoff.first = backoff.longest;
  const base::Time now = around.clock.now();
  const auto delay = dispatch::next_try(backoff, failures_++, {}, now, around.chance()) - now;
  tell(error.code == Errc::denied ? "refused" : "lost", error.text);
  log_.warn(error.code == Errc::denied ? base::EventWord("tap_refused") : base::EventWord("tap_lost"),
            {{"reason", error.text},
             {"again_in_seconds", std::chrono::duration_cast<std::chrono::seconds>(delay).count()}});
  const auto until = steady_clock::now() + delay;
  while (!stopping_ && steady_clock::now() < until) co_await stopped_.wait_until(until);
}

net::Task<base::Result<void>> Watch::attempt() {
  auto who = co_await watched();
  if (!who) co_return who.error();
  auto imap = co_await connect();
  if (!imap) co_return imap.error();
  if (stopping_) co_return base::Result<void>();
  tell("watching");
  const Connected connected(*common_.connected);
  log_.info("tap_connected", {{"host", server_.settings.host}, {"idle", (*imap)->offers("IDLE")}});
  Session session(common_.around, common_.script, **imap, std::move(*who), log_);
  imap_ = imap->get();
  const base::AtEnd forget([this] { imap_ = nullptr; });
  const auto ended = co_await session.run();
  co_return ended;
}

net::Task<base::Result<std::unique_ptr<client::Imap>>> Watch::connect() {
  const TapSettings& settings = server_.settings;
  auto read = [&] { return password_for(settings, account_); };
  auto password = co_await net::on(common_.around.pool, read);
  if (!password) co_return base::fail(Errc::denied, password.error().text);
  client::ImapServer server{.host = settings.host,
                            .port = settings.port,
                            .tls = tls_of(settings.tls),
                            .account = account_,
                            .master = settings.master_user,
                            .password = std::move(*password)};
  co_await common_.logins.acquire();
  base::Result<std::unique_ptr<client::Imap>> imap = base::fail(Errc::gone, "stopping");
  if (!stopping_) imap = co_await common_.around.open(std::move(server), server_.tls.get());
  common_.logins.release();
  co_return imap;
}

/// Our account of this address; made if it is not there.
net::Task<base::Result<Watched>> Watch::watched() {
  store::Store& store = common_.around.store;
  const std::string address = base::text::lowered(account_);
  auto account = co_await store.account_by_address(address);
  if (!account && account.error().code == Errc::not_found) {
    if (const auto good = mail::account_address(address); !good) co_return good.error();
    store::Account made{.address = address};
    const auto id = co_await store.put_account(std::move(made));
    if (!id) co_return id.error();
    log_.info("tap_account_made");
    account = co_await store.account_by_address(address);
  }
  if (!account) co_return account.error();
  if (account->address != address)  // two taps would share one cursor
    co_return base::fail(Errc::denied, "it is an alias of " + account->address + ": watch that instead");
  if (!account->enabled) co_return base::fail(Errc::denied, "the account is disabled");
  co_return Watched{.account = account->id, .address = address};
}

}  // namespace notifyd::tap
