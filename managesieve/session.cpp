// A ManageSieve session: greeting, commands one after the other, end (RFC 5804 section 2).

#include "managesieve/session.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "managesieve/arguments.hpp"
#include "managesieve/capabilities.hpp"
#include "store/auth/standing.hpp"

namespace managesieve {
namespace {

/// Why the session ends at a command boundary without a command; nothing is written to a peer that is gone.
std::optional<Reply> ending(net::Woke woke) {
  if (woke == net::Woke::late) return bye("", "idle for too long");
  if (woke == net::Woke::stopping) return bye("TRYLATER", "the server is shutting down");
  return std::nullopt;
}

/// The same in the middle of a command.
std::optional<Reply> cut_off(const base::Error& failure) {
  if (failure.code == base::Errc::timed_out) return bye("", "that took too long");
  return ending(failure.code == base::Errc::try_later ? net::Woke::stopping : net::Woke::gone);
}

/// Text for a person: UTF-8, lines ended by CRLF.
std::string presentable(std::string_view text) {
  const std::string one = base::text::replaced(base::text::to_valid_utf8(text), "\r\n", "\n");
  return base::text::replaced(one, "\n", "\r\n");
}

}  // namespace

net::Task<> serve(std::unique_ptr<net::Stream> stream, const Service& service, base::Log log) {
  Session session(std::move(stream), service, log);
  co_await session.run();
}

Session::Session(std::unique_ptr<net::Stream> stream, const Service& service, const base::Log& log)
    : service_(service),
      connection_(std::move(stream)),
      peer_log_(log.with({"peer", connection_.peer().address})),
      log_(peer_log_),
      login_until_(in(service.limits.before_login)) {}

net::Deadline Session::command_deadline() const {
  const auto until = in(service_.limits.within_command);
  return identity_ ? until : std::min(until, login_until_);
}

net::Task<> Session::run() {
  Reply greeting = ok("ready");
  greeting.data = capability_lines(*this);
  co_await write(std::move(greeting));
  for (bool first = true;; first = false) {
    const auto until = identity_ ? in(service_.limits.idle) : login_until_;
    const net::Woke woke = co_await connection_.wait(until);
    if (woke == net::Woke::hint) continue;
    if (woke != net::Woke::ready) {
      auto last = ending(woke);
      if (last) co_await write(std::move(*last));
      break;
    }
    if (first) {
      const bool tls = co_await speaks_tls();
      if (tls) break;
    }
    auto incoming = co_await read_command();
    if (!incoming) {
      auto last = cut_off(incoming.error());
      if (last) co_await write(std::move(*last));
      break;
    }
    Reply reply = co_await answer(std::move(*incoming));
    bad_commands_ = reply.is_bad ? bad_commands_ + 1 : 0;  // in a row
    if (bad_commands_ >= service_.limits.bad_commands) reply = bye("", "too many bad commands");
    const bool closes = reply.closes;
    co_await write(std::move(reply));
    if (closes) break;
  }
  connection_.close();
}

net::Task<bool> Session::speaks_tls() {
  if (connection_.is_tls()) co_return false;
  std::string octets;
  while (octets.empty() || (octets.size() < 2 && octets[0] == '\x16')) {
    const auto more = co_await connection_.read_some(2 - octets.size(), command_deadline());
    if (!more) co_return false;  // the next read answers the same
    octets += *more;
  }
  if (octets == "\x16\x03") {  // a TLS handshake record (RFC 8446 section 5.1)
    log_.warn("managesieve_tls_first",
              {{"protocol", "managesieve"},
               {"advice", "ManageSieve begins in the clear; set the client to STARTTLS"}});
    co_return true;
  }
  connection_.unread(octets);
  co_return false;
}

net::Task<base::Result<Session::Incoming>> Session::read_command() {
  wire::managesieve::Reader reader;
  bool over_limit = false;
  for (;;) {
    auto line = co_await connection_.read_line(service_.limits.line_octets, command_deadline());
    if (!line) {
      const auto code = line.error().code;
      const bool ended = code != base::Errc::too_large && code != base::Errc::syntax;
      if (ended) co_return line.error();
      // What follows such a line may be its literal, so nothing after it can be trusted to be a command.
      co_return Incoming{.tokens = {}, .refused = bye("", "the line is too long or does not end in CRLF")};
    }
    const auto more = reader.add_line(*line);
    if (!more) {
      const std::string text = more.error().text;
      co_return Incoming{.tokens = {}, .refused = reader.is_desynchronised() ? bye("", text) : bad(text)};
    }
    if (!*more) break;
    const base::ByteCount limit = literal_limit(reader.tokens());
    if (**more > std::max(limit, identity_ ? service_.limits.skipped_octets : 0))
      co_return Incoming{.tokens = {}, .refused = bye("QUOTA/MAXSIZE", "the literal is too large")};
    auto literal = co_await read_literal(**more, limit);
    if (!literal) co_return literal.error();
    over_limit = over_limit || !literal->has_value();
    reader.add_literal(std::move(*literal).value_or(std::string()));
  }
  Incoming incoming{.tokens = reader.take(), .refused = {}};
  if (over_limit) incoming.refused = no("QUOTA/MAXSIZE", "an argument is too large");
  co_return incoming;
}

net::Task<base::Result<std::optional<std::string>>> Session::read_literal(std::uint32_t size,
                                                                          base::ByteCount limit) {
  if (size <= limit) {
    auto octets = co_await connection_.read_exactly(size, command_deadline());
    if (!octets) co_return octets.error();
    co_return std::optional<std::string>(std::move(*octets));
  }
  for (std::size_t left = size; left > 0;) {
    const auto some = co_await connection_.read_some(std::min<std::size_t>(left, 16384), command_deadline());
    if (!some) co_return some.error();
    left -= some->size();
  }
  co_return std::optional<std::string>();
}

base::ByteCount Session::literal_limit(const std::vector<Token>& tokens) const {
  const Command* command = tokens.empty() ? nullptr : find_command(tokens.front().text);
  const std::size_t index = tokens.size() - 1;  // of the argument that the literal will be
  const bool is_script = identity_ && command != nullptr && !tokens.empty() &&
                         index < command->takes.size() && command->takes[index].kind == Takes::Kind::script;
  return is_script ? service_.limits.script_octets : service_.limits.string_octets;
}

net::Task<Reply> Session::answer(Incoming incoming) {
  if (identity_) {
    const bool stands = co_await store::auth::stands(service_.store, *identity_);
    if (!stands) co_return bye("", "this login has ended: the account was disabled, or has another password");
  }
  if (incoming.refused) co_return std::move(*incoming.refused);
  if (incoming.tokens.empty()) co_return bad("an empty line is no command");
  const Token& name = incoming.tokens.front();
  const Command* command = name.kind == Token::Kind::atom ? find_command(name.text) : nullptr;
  if (command == nullptr) co_return bad("no such command");
  const unsigned state = identity_ ? authenticated : unauthenticated;
  if ((command->allowed_in & state) == 0)
    co_return bad(identity_ ? "not allowed once authenticated" : "authenticate first");
  Arguments arguments(std::make_move_iterator(incoming.tokens.begin() + 1),
                      std::make_move_iterator(incoming.tokens.end()));
  auto wrong = check_arguments(command->takes, arguments);
  if (wrong) co_return std::move(*wrong);
  Reply reply = co_await guarded(*command, std::move(arguments));
  co_return reply;
}

net::Task<Reply> Session::guarded(const Command& command, Arguments arguments) {
  // Only the machine throws (disk, database): that ends this session, and nothing else.
  try {
    Reply reply = co_await command.run(*this, std::move(arguments));
    co_return reply;
  } catch (const std::exception& failure) {
    log_.error("managesieve_command_failed", {{"command", command.name}, {"reason", failure.what()}});
  }
  co_return bye("TRYLATER", "internal error; try again later");
}

net::Task<base::Result<std::string>> Session::challenge(std::string octets) {
  co_await connection_.write(wire::managesieve::string(base::text::base64(octets)) + "\r\n");
  auto incoming = co_await read_command();
  if (!incoming) co_return incoming.error();
  if (incoming->refused) co_return base::fail(base::Errc::syntax, incoming->refused->response.text);
  if (incoming->tokens.size() != 1 || incoming->tokens[0].kind != Token::Kind::string)
    co_return base::fail(base::Errc::syntax, "expected a string with the SASL response");
  co_return std::move(incoming->tokens[0].text);
}

std::vector<std::string> Session::mechanisms() const {
  const bool confidential = connection_.is_tls() || connection_.peer().loopback;
  std::vector<std::string> names;
  if (!confidential && may_start_tls()) return names;
  for (std::string& name : service_.authenticator.mechanisms()) {
    if (name == "LOGIN")
      continue;  // never registered for ManageSieve's use, and the server speaks first in it
    if (confidential || name.starts_with("SCRAM-")) names.push_back(std::move(name));
  }
  return names;
}

void Session::log_in(store::auth::Identity identity) {
  log_ = peer_log_.with({"account", identity.address});
  identity_ = std::move(identity);
  failed_logins_ = 0;
}

void Session::log_out() {
  identity_.reset();
  log_ = peer_log_;
  login_until_ = in(service_.limits.before_login);
}

Reply Session::failed_login(Reply reply) {
  if (++failed_logins_ < service_.limits.failed_logins) return reply;
  return bye(reply.response.code, "too many failed authentication attempts");
}

net::Task<> Session::write(Reply reply) {
  reply.response.text = presentable(reply.response.text);
  co_await connection_.write(std::move(reply.data) + wire::managesieve::written(reply.response));
}

}  // namespace managesieve
