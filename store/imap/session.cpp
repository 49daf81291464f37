// The session's loop: wait, receive a command, run it, tell what has changed, answer.

#include "store/imap/session.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/random.hpp"
#include "base/text.hpp"
#include "store/auth/standing.hpp"
#include "store/imap/command.hpp"
#include "store/imap/incoming.hpp"

namespace store::imap {
namespace {

constexpr std::size_t write_octets = 64 * 1024;  // a slow reader holds no more than this, and what TCP holds

}  // namespace

net::Task<> serve(std::unique_ptr<net::Stream> stream, const Services& services, Tls tls) {
  Session session(std::move(stream), services);
  co_await session.run(tls);
}

Session::Session(std::unique_ptr<net::Stream> stream, const Services& services)
    : services_(services),
      connection_(std::move(stream)),
      id_(base::random_name()),
      log_(services.log.with({"session", id_}).with({"peer", connection_.peer().address})),
      login_until_(now() + services.limits.login) {}

Session::~Session() = default;

unsigned Session::state() const {
  if (!identity_) return not_authenticated;
  return selected_ ? imap::selected : authenticated;
}

bool Session::may_send_password() const {
  return connection_.is_tls() || connection_.peer().loopback;
}

bool Session::may_start_tls() const {
  return services_.tls && !connection_.is_tls();
}

net::Deadline Session::command_deadline() const {
  const auto until = now() + services_.limits.command;
  return identity_ ? until : std::min(until, login_until_);
}

net::Task<> Session::run(Tls tls) {
  std::exception_ptr failure;
  try {
    co_await greet_and_serve(tls);
  } catch (const std::exception& error) {
    // Only the machine can cause this (disk, database). The client may come again.
    log_.error("imap_session_failed", {{"reason", error.what()}});
    failure = std::current_exception();
  }
  out_.clear();
  stop_listening();
  if (failure)
    co_await connection_.write("* BYE [UNAVAILABLE] something went wrong here, try again later\r\n");
  if (!failure) co_await unselect();
  if (identity_) log_.info("imap_logout");
  connection_.close();
}

net::Task<> Session::greet_and_serve(Tls tls) {
  if (tls == Tls::at_once) {
    const auto secured = co_await start_tls();
    if (!secured) co_return;
  }
  co_await connection_.write("* OK [CAPABILITY " + capabilities(*this) + "] notifyd is ready\r\n");
  co_await serve_commands();
}

net::Task<> Session::serve_commands() {
  while (!ends_) {
    const auto woke = co_await wait_for_command();
    if (woke != net::Woke::ready) {
      if (woke != net::Woke::gone) co_await connection_.write(text_of(ended(woke), "*"));
      co_return;
    }
    auto incoming = co_await receive();
    Reply reply;
    if (incoming.refused)
      reply = *incoming.refused;
    else
      reply = co_await execute(incoming);
    if (reply.gone) co_return;
    co_await finish(incoming, std::move(reply));
  }
}

/// The one operation that an idle session holds.
net::Task<net::Woke> Session::wait_for_command() {
  const auto until = identity_ ? now() + services_.limits.idle : login_until_;
  for (;;) {
    const auto woke = co_await connection_.wait(until);
    if (woke != net::Woke::hint) co_return woke;
    connection_.set_seen_head(connection_.bell()->head);  // a late hint of an IDLE that has ended
  }
}

net::Task<Reply> Session::execute(Incoming& incoming) {
  const auto* command = incoming.command;
  if (!command) co_return bad("no such command");
  if ((command->allowed_in & state()) == 0) co_return bad("not in this state");
  if (incoming.by_uid && !command->run_by_uid) co_return bad("no such command");
  auto last = co_await login_ended();
  if (last) co_return std::move(*last);
  Reply reply = co_await run_command(*command, incoming);
  co_return reply;
}

net::Task<Reply> Session::run_command(const Command& command, Incoming& incoming) {
  const auto run = incoming.by_uid ? command.run_by_uid : command.run;
  Reply reply = co_await run(*this, std::move(incoming.arguments));
  if (reply.kind == Reply::Kind::bye || reply.last) co_return reply;
  const bool may_expunge = !command.holds_expunges || incoming.by_uid;
  std::string changes = co_await take_changes(may_expunge);
  if (!changes.empty()) co_await write(std::move(changes));
  if (selected_ && selected_->gone()) {
    // RFC 2180 section 3.3: the mailbox was deleted under us.
    selected_.reset();
    co_return Reply{.kind = Reply::Kind::bye,
                    .text = "the selected mailbox is gone: it was deleted, or was INBOX and renamed",
                    .last = true};
  }
  co_return reply;
}

net::Task<> Session::finish(const Incoming& incoming, Reply reply) {
  if (reply.kind == Reply::Kind::ok) bad_commands_ = 0;  // in a row: a long session may err now and then
  if (reply.kind == Reply::Kind::bad && ++bad_commands_ >= services_.limits.bad_commands) {
    out_ += text_of(reply, incoming.tag);
    reply = {.kind = Reply::Kind::bye, .text = "too many bad commands", .last = true};
  }
  ends_ = reply.last;
  out_ += text_of(reply, incoming.tag);
  co_await flush();
  if (!reply.starts_tls) co_return;
  const auto secured = co_await start_tls();
  ends_ = !secured;
}

net::Task<> Session::write(std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto part = std::min(text.size() - at, write_octets - out_.size());
    out_.append(text, at, part);
    at += part;
    if (out_.size() == write_octets) co_await flush();
  }
}

net::Task<> Session::flush() {
  if (out_.empty()) co_return;
  co_await connection_.write(std::exchange(out_, std::string()));
}

net::Task<base::Result<std::string>> Session::read_line() {
  co_await flush();
  auto line = co_await connection_.read_line(services_.limits.line_octets, command_deadline());
  co_return line;
}

net::Task<base::Result<void>> Session::start_tls() {
  return connection_.accept_tls(*services_.tls, command_deadline());
}

net::Task<std::optional<Reply>> Session::login_ended() {
  if (!identity_) co_return std::nullopt;
  const bool stands = co_await auth::stands(services_.store, *identity_);
  if (stands) co_return std::nullopt;
  log_.info("login_ended");
  co_return Reply{.kind = Reply::Kind::bye,
                  .text =
                      "this login has ended: the device or the account was removed or disabled, or has "
                      "another password",
                  .last = true};
}

void Session::log_in(auth::Identity identity) {
  identity_ = std::move(identity);
  log_ = log_.with({"account", identity_->address});
  log_.info("imap_login", {{"tls", connection_.is_tls() ? "yes" : "no"}});
}

}  // namespace store::imap
