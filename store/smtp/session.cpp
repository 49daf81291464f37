// The dialog of LMTP (RFC 2033) and submission: reads commands, finds their verbs, writes replies in groups
// (RFC 2920), and watches limits and deadlines.

#include "store/smtp/session.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/random.hpp"
#include "net/on.hpp"
#include "store/smtp/verb.hpp"
#include "wire/smtp/command.hpp"

namespace store::smtp {
namespace {

constexpr std::size_t flush_at_octets = 16 * 1024;
// Of a client that never waits for a reply. The keys beyond stay in force, so that nothing can be doubled.
constexpr std::size_t most_unproved = 20'000;

net::Deadline in(std::chrono::seconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

}  // namespace

Session::Session(net::Connection& connection, const Settings& settings, const Service& service,
                 Protocol protocol, base::Log log)
    : connection_(connection),
      settings_(settings),
      service_(service),
      protocol_(protocol),
      log_(std::move(log)) {}

net::Task<> Session::run() {
  if (is_trusted()) {
    co_await dialog();
  } else {
    log_.warn("refused", {{"peer", connection_.peer().address}});
    Replies refusal{reply(554, "5.7.1", settings_.host + " takes mail from trusted hosts only")};
    co_await say(std::move(refusal));
  }
  connection_.close();
}

net::Task<> Session::dialog() {
  const char* name = protocol_ == lmtp ? " LMTP ready" : " ESMTP ready";
  Replies greeting{reply(220, "", settings_.host + name)};
  co_await say(std::move(greeting));
  while (!ended_) {
    auto line = co_await next_line();
    if (line) co_await obey(std::move(*line));
  }
  co_await flush();
}

/// Nothing if the session ended or the line was answered here.
net::Task<std::optional<std::string>> Session::next_line() {
  const bool quiet = is_quiet();
  if (quiet || unwritten_.size() > flush_at_octets) co_await flush();
  if (quiet) next_is_proof_ = true;
  const net::Deadline deadline = in(settings_.command_patience);
  const net::Woke woke = co_await connection_.wait(deadline);
  if (woke == net::Woke::hint) co_return std::nullopt;
  if (woke == net::Woke::ready) {
    auto line = co_await connection_.read_line(settings_.line_limit, deadline);
    if (line) co_return std::move(*line);
    const base::Errc code = line.error().code;
    if (code == base::Errc::too_large || code == base::Errc::syntax) {
      unwritten_ += wire::smtp::write(reply(500, "5.5.2", line.error().text));
      if (++errors_ < settings_.errors_limit) co_return std::nullopt;
      unwritten_ += wire::smtp::write(reply(421, "4.7.0", "too many errors"));
    } else if (code == base::Errc::timed_out) {
      unwritten_ += wire::smtp::write(reply(421, "4.4.2", "waited too long for a command"));
    } else if (code == base::Errc::try_later) {
      unwritten_ += wire::smtp::write(shutting_down());
    }
  } else if (woke == net::Woke::late) {
    unwritten_ += wire::smtp::write(reply(421, "4.4.2", "waited too long for a command"));
  } else if (woke == net::Woke::stopping) {
    unwritten_ += wire::smtp::write(shutting_down());
  }
  end();
  co_return std::nullopt;
}

net::Task<> Session::obey(std::string line) {
  if (next_is_proof_ && !unproved_.empty()) co_await prove();
  const Replies replies = co_await perform(std::move(line));
  for (const Reply& each : replies) {
    unwritten_ += wire::smtp::write(each);
    if (is_command_error(each)) ++errors_;
  }
  if (errors_ < settings_.errors_limit || ended_) co_return;
  unwritten_ += wire::smtp::write(reply(421, "4.7.0", "too many errors"));
  end();
}

net::Task<Replies> Session::perform(std::string line) {
  const auto command = wire::smtp::parse_command(line);
  if (!command) co_return Replies{reply(500, "5.5.2", command.error().text)};
  const Verb* verb = find_verb(command->verb, protocol_);
  if (verb == nullptr) co_return Replies{reply(500, "5.5.1", "command not recognized")};
  try {
    co_return co_await verb->run(*this, command->argument);
  } catch (const std::exception& failure) {
    log_.error("smtp_command_failed", {{"verb", command->verb}, {"reason", failure.what()}});
  }
  co_return Replies{reply(451, "4.3.0", "this cannot be done now")};
}

net::Task<> Session::take(std::string octets) {
  Content& content = *transaction_.content;
  if (service_.pool && content.spools(octets.size())) {
    auto add = [&] {
      content.add(octets);
      return true;
    };
    co_await net::on(service_.pool, add);
  } else {
    content.add(octets);
  }
}

net::Task<> Session::hand_over() {
  Replies replies = co_await deliver();
  next_is_proof_ = is_quiet();
  co_await say(std::move(replies));
  reset();
}

net::Task<> Session::give_up(base::Error why) {
  end();
  if (why.code != base::Errc::timed_out && why.code != base::Errc::try_later) co_return;
  Replies replies{why.code == base::Errc::try_later ? shutting_down()
                                                    : reply(421, "4.4.2", "the message took too long")};
  co_await say(std::move(replies));
}

net::Task<Replies> Session::deliver() {
  std::vector<std::string> names;
  for (const auto& recipient : transaction_.envelope.recipients)
    names.push_back("<" + recipient.address.text() + ">");
  mail::Envelope& envelope = transaction_.envelope;
  envelope.received = service_.clock.now();
  const std::string id = envelope.id;
  std::vector<base::Result<Receipt>> results;
  if (transaction_.content->fault()) {
    results.assign(names.size(), *transaction_.content->fault());
  } else {
    try {
      log_.info("received",
                {{"id", id}, {"octets", transaction_.content->size()}, {"recipients", names.size()}});
      mail::Message message = transaction_.content->finish();
      results = co_await service_.deliver(std::move(envelope), std::move(message));
    } catch (const std::exception& failure) {
      log_.error("delivery_failed", {{"id", id}, {"reason", failure.what()}});
      results.clear();
    }
  }
  results.resize(names.size(), base::fail(base::Errc::try_later, "the message cannot be stored now"));
  Replies replies;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!results[i]) {
      replies.push_back(reply_for(results[i].error(), names[i]));
      continue;
    }
    if (!results[i]->key.empty() && unproved_.size() < most_unproved) unproved_.push_back(results[i]->key);
    if (!results[i]->refusal.empty()) {
      replies.push_back({.code = 550, .enhanced = "5.7.1", .lines = std::move(results[i]->refusal)});
      continue;
    }
    auto text = names[i] + (results[i]->duplicate ? " taken before, " : " taken, ") + id;
    if (const auto modseq = results[i]->modseq.value; modseq != 0)
      text += " modseq=" + std::to_string(modseq);
    replies.push_back(reply(250, "2.0.0", std::move(text)));
  }
  co_return replies;
}

/// A key that cannot be released stays in force until it expires: a repeated mail is still found by it, so
/// the command at hand goes on.
net::Task<> Session::prove() {
  auto keys = std::exchange(unproved_, {});
  try {
    co_await service_.release(std::move(keys));
  } catch (const std::exception& failure) {
    log_.error("keys_not_released", {{"reason", failure.what()}});
  }
}

net::Task<> Session::say(Replies replies) {
  for (const Reply& each : replies) unwritten_ += wire::smtp::write(each);
  co_await flush();
}

net::Task<> Session::flush() {
  if (!unwritten_.empty()) co_await connection_.write(std::exchange(unwritten_, {}));
}

void Session::greet(std::string client_name) {
  client_name_ = std::move(client_name);
  reset();
}

bool Session::is_trusted() const {
  const net::Peer& peer = connection_.peer();
  return peer.loopback ||
         std::ranges::find(settings_.trusted_addresses, peer.address) != settings_.trusted_addresses.end();
}

bool Session::is_quiet() {
  return connection_.buffered() == 0 && !connection_.stream().has_input();
}

}  // namespace store::smtp
