// Outgoing mail to the smarthost, with retries (RFC 5321 section 4.5.4.1). Content is sent as it is stored.

#include "notifyd/relay/relay.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <variant>

#include "base/random.hpp"
#include "notifyd/relay/bounce.hpp"

namespace notifyd::relay {
namespace {

using namespace std::chrono_literals;
using Verdict = client::SmtpResult::Verdict;

/// Up to a fifth more, so that what failed together does not come back together.
base::Time later(base::Time now, std::chrono::seconds delay) {
  const auto spread = static_cast<std::uint64_t>(delay.count()) / 5 + 1;
  return now + delay + std::chrono::seconds(base::random_below(spread));
}

store::TraceStep step(base::Time at, const store::MailItem& mail, const std::string& text) {
  return {.at = at, .stage = "relay", .text = mail.cause + " to " + mail.recipient.text() + ": " + text};
}

constexpr std::size_t most_header_octets = 64 * 1024;  // that a report is made of

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
    attempt.result = {.verdict = Verdict::try_later, .reason = failure.what()};
  }
  auto settled = this->settled(item, attempt);
  constexpr std::array<const char*, 3> words{"sent", "later", "dead"};
  const char* word = settled.bounce ? "bounced" : words[settled.verdict.index()];
  settled.trace.push_back(step(clock_.now(), mail, word + std::string(", ") + attempt.result.reason));
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
  if (result.verdict == Verdict::delivered) return settled;
  const bool expired = result.verdict != Verdict::never && now - item.created > settings_.give_up_after;
  if (result.verdict != Verdict::never && !expired) {
    settled.verdict = store::RetryAt{later(now, retry_delay(item.failures)), result.reason};
  } else if (mail.sender.empty() || attempt.lost) {
    settled.verdict = store::Dead{(expired ? "given up: " : "") + result.reason};
  } else {
    const std::string head = mail.prefix + std::string(attempt.body.view().substr(0, most_header_octets));
    settled.bounce = bounce({.mail = mail,
                             .octets = mail.body.token.empty() ? std::string_view(mail.prefix) : head,
                             .result = result,
                             .created = item.created,
                             .expired = expired},
                            now, settings_.host);
  }
  return settled;
}

net::Task<Relay::Attempt> Relay::attempt(const store::MailItem& mail) {
  client::SmtpMail outgoing{
      .sender = mail.sender, .recipients = {mail.recipient}, .prefix = mail.prefix, .body = {}};
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
  auto results = co_await send_(std::move(outgoing));
  co_return Attempt{.result = std::move(results.front()), .body = body};
}

}  // namespace notifyd::relay
