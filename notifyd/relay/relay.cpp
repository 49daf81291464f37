// Outgoing mail to the smarthost, with retries (RFC 5321 section 4.5.4.1). Content is sent as it is stored.

#include "notifyd/relay/relay.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <variant>

#include "base/random.hpp"
#include "base/text.hpp"
#include "wire/smtp/parameters.hpp"

namespace notifyd::relay {
namespace {

using namespace std::chrono_literals;
using Verdict = client::SmtpResult::Verdict;

store::TraceStep step(base::Time at, const store::MailItem& mail, const std::string& text) {
  return {.at = at, .stage = "relay", .text = mail.cause + " to " + mail.recipient.text() + ": " + text};
}

bool wants_any(const mail::Terms& terms) {
  return !base::text::same_ignoring_case(terms.notify, "NEVER");
}

}  // namespace

struct Relay::Attempt {
  client::SmtpResult result;
  base::Body body;    ///< as it was sent
  bool lost = false;  ///< the content is not there any more: nothing to report of it
};

std::chrono::seconds retry_delay(std::uint32_t failures) {
  constexpr std::array<std::chrono::seconds, 6> delays{1min, 5min, 15min, 30min, 1h, 2h};
  return delays[std::min<std::size_t>(failures, delays.size() - 1)];
}

base::Time next_try(base::Time now, std::uint32_t failures) {
  const auto delay = retry_delay(failures);
  const auto spread = static_cast<std::uint64_t>(delay.count()) / 5 + 1;
  return now + delay + std::chrono::seconds(base::random_below(spread));
}

Relay::Relay(Send send, store::BlobStore& blobs, const base::Clock& clock, RelaySettings settings,
             base::Log log)
    : send_(std::move(send)),
      blobs_(blobs),
      clock_(clock),
      settings_(std::move(settings)),
      log_(std::move(log)) {}

net::Task<store::Settled> Relay::send(store::Item item) {
  const auto& mail = std::get<store::MailItem>(item.payload);
  Attempt attempt;
  try {
    attempt = co_await this->attempt(mail);
  } catch (const std::exception& failure) {
    log_.error("relay_failed", {{"id", mail.log_id}, {"reason", failure.what()}});
    attempt.result = {.verdict = Verdict::try_later,
                      .reason = "the server failed at it"};  // others read this
  }
  auto settled = this->settled(item, attempt);
  constexpr std::array<const char*, 3> words{"sent", "later", "dead"};
  const bool bounced = settled.bounce && attempt.result.verdict != Verdict::delivered &&
                       !std::holds_alternative<store::RetryAt>(settled.verdict);
  const char* word = bounced ? "bounced" : words[settled.verdict.index()];
  settled.trace.push_back(step(clock_.now(), mail, word + std::string(", ") + attempt.result.reason));
  if (settled.bounce && !bounced)
    settled.trace.push_back(step(clock_.now(), mail, "its sender is sent a report"));
  log_.info("outgoing_mail", {{"id", mail.log_id},
                              {"cause", mail.cause},
                              {"outcome", word},
                              {"code", attempt.result.code},
                              {"failures", item.failures}});
  co_return settled;
}

store::Settled Relay::settled(const store::Item& item, const Attempt& attempt) const {
  const auto& mail = std::get<store::MailItem>(item.payload);
  const auto& result = attempt.result;
  const base::Time now = clock_.now();
  store::Settled settled{.ticket = item.ticket};
  const bool expired = result.verdict == Verdict::try_later && now - item.created > settings_.give_up_after;
  if (result.verdict == Verdict::delivered) {
    if (const auto outcome = told_of_success(mail, result))
      settled.bounce = tell(*outcome, item, attempt, false);
  } else if (result.verdict == Verdict::try_later && !expired) {
    settled.verdict = store::RetryAt{due_again(item, mail), result.reason};
    if (is_late(mail)) {
      settled.changed = mail;
      settled.changed->terms.by->told = true;
      settled.bounce = tell(Outcome::delayed, item, attempt, false);
    }
  } else {
    settled.bounce = tell(Outcome::failed, item, attempt, expired);
    if (!settled.bounce) settled.verdict = store::Dead{(expired ? "given up: " : "") + result.reason};
  }
  return settled;
}

/// Nothing if the mail has no sender, or its terms forbid it.
std::optional<store::MailItem> Relay::tell(Outcome outcome, const store::Item& item, const Attempt& attempt,
                                           bool expired) const {
  const auto& mail = std::get<store::MailItem>(item.payload);
  // What RFC 2852 asks for is told to all but those who want to hear nothing.
  const bool wanted =
      is_wanted(outcome, mail.terms) || (outcome == Outcome::relayed && wants_any(mail.terms));
  if (mail.sender.empty() || attempt.lost || !wanted) return std::nullopt;
  const std::string_view body = attempt.body.view();
  const bool full = outcome == Outcome::failed && body.size() <= whole_octets;
  const std::string octets = mail.prefix + std::string(full ? body : body.substr(0, header_octets));
  const Report what{.outcome = outcome,
                    .sender = mail.sender,
                    .recipient = mail.recipient,
                    .terms = mail.terms,
                    .octets = octets,
                    .whole = full,
                    .arrived = item.created,
                    .redirected = mail.cause == "redirect",
                    .expired = expired,
                    .passed_on = attempt.result.verdict == Verdict::delivered,
                    .answer = attempt.result.reason,
                    .next_host = attempt.result.code != 0 ? settings_.next_host : ""};
  return store::MailItem{.sender = {},
                         .recipient = mail.sender,
                         .body = {},
                         .prefix = report(what, clock_.now(), settings_.host),
                         .cause = outcome == Outcome::failed ? "bounce" : "report",
                         .log_id = mail.log_id};
}

/// What the sender of a mail that was passed on must hear from us, as the next server will not tell it (RFC
/// 3461 section 5.2.2, RFC 2852 section 4.1.4), or because he asked to hear of each (its by-trace).
std::optional<Outcome> Relay::told_of_success(const store::MailItem& mail,
                                              const client::SmtpResult& result) const {
  if (!result.reports && is_wanted(Outcome::relayed, mail.terms)) return Outcome::relayed;
  const auto& by = mail.terms.by;
  if (by && (by->traced || (!by->returns && !result.minds_time)) && wants_any(mail.terms))
    return Outcome::relayed;
  if (is_late(mail) && is_wanted(Outcome::delayed, mail.terms)) return Outcome::delayed;
  return std::nullopt;
}

/// Its time is over, and its sender has not heard of it.
bool Relay::is_late(const store::MailItem& mail) const {
  const auto& by = mail.terms.by;
  return by && !by->returns && !by->told && by->until <= clock_.now();
}

/// Not beyond the time by which it must have arrived: something is to be told then.
base::Time Relay::due_again(const store::Item& item, const store::MailItem& mail) const {
  const base::Time now = clock_.now();
  const base::Time due = next_try(now, item.failures);
  const auto& by = mail.terms.by;
  return by && by->until > now ? std::min(due, by->until) : due;
}

net::Task<Relay::Attempt> Relay::attempt(const store::MailItem& mail) {
  client::SmtpMail outgoing{.sender = mail.sender,
                            .recipients = {},
                            .prefix = mail.prefix,
                            .body = {},
                            .ret = mail.terms.ret,
                            .envid = mail.terms.envid,
                            .smtputf8 = mail.terms.smtputf8};
  outgoing.recipients.push_back(
      {.address = mail.recipient, .original = mail.terms.original, .notify = mail.terms.notify});
  if (!mail.body.token.empty()) {
    auto body = co_await blobs_.get(mail.body, store::Range{});
    if (!body) {
      const bool gone = body.error().code == base::Errc::not_found;
      co_return Attempt{
          .result = {.verdict = gone ? Verdict::never : Verdict::try_later, .reason = body.error().text},
          .body = {},
          .lost = gone};
    }
    outgoing.body = std::move(*body);
  }
  const base::Body body = outgoing.body;
  if (const auto& by = mail.terms.by) {
    const auto left = std::chrono::floor<std::chrono::seconds>(by->until - clock_.now()).count();
    if (by->returns && left <= 0)
      co_return Attempt{.result = {.verdict = Verdict::never, .reason = "5.4.7 its time is over"},
                        .body = body};
    outgoing.by = wire::smtp::By{.seconds = left, .returns = by->returns, .traced = by->traced};
  }
  auto results = co_await send_(std::move(outgoing));
  co_return Attempt{.result = std::move(results.front()), .body = body};
}

}  // namespace notifyd::relay
