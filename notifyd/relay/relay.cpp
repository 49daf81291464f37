// Outgoing mail to the smarthost, with retries (RFC 5321 section 4.5.4.1). Content is sent as it is stored.

#include "notifyd/relay/relay.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <variant>

#include "base/random.hpp"

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

}  // namespace

std::chrono::seconds retry_delay(std::uint32_t failures) {
  constexpr std::array<std::chrono::seconds, 6> delays{1min, 5min, 15min, 30min, 1h, 2h};
  return delays[std::min<std::size_t>(failures, delays.size() - 1)];
}

Relay::Relay(Send send, store::BlobStore& blobs, const base::Clock& clock, RelaySettings settings,
             base::Log log)
    : send_(std::move(send)), blobs_(blobs), clock_(clock), settings_(settings), log_(std::move(log)) {}

net::Task<store::Settled> Relay::send(store::Item item) {
  const auto& mail = std::get<store::MailItem>(item.payload);
  client::SmtpResult result;
  try {
    result = co_await attempt(mail);
  } catch (const std::exception& failure) {
    result = {.verdict = Verdict::try_later, .reason = failure.what()};
  }
  const base::Time now = clock_.now();
  const bool too_old = now - item.created > settings_.give_up_after;
  store::Settled settled{.ticket = item.ticket};
  if (result.verdict == Verdict::delivered) {
    settled.verdict = store::Done{};
  } else if (result.verdict == Verdict::never || too_old) {
    settled.verdict = store::Dead{(result.verdict == Verdict::never ? "" : "given up: ") + result.reason};
  } else {
    settled.verdict = store::RetryAt{later(now, retry_delay(item.failures)), result.reason};
  }
  constexpr std::array<const char*, 3> words{"sent", "later", "dead"};
  const char* word = words[settled.verdict.index()];
  settled.trace.push_back(step(now, mail, word + std::string(", ") + result.reason));
  log_.info("outgoing_mail", {{"id", mail.log_id},
                              {"cause", mail.cause},
                              {"outcome", word},
                              {"code", result.code},
                              {"failures", item.failures}});
  co_return settled;
}

net::Task<client::SmtpResult> Relay::attempt(const store::MailItem& mail) {
  client::SmtpMail outgoing{
      .sender = mail.sender, .recipients = {mail.recipient}, .prefix = mail.prefix, .body = {}};
  if (!mail.body.token.empty()) {
    auto body = co_await blobs_.get(mail.body, store::Range{});
    if (!body) {
      const bool gone = body.error().code == base::Errc::not_found;
      co_return client::SmtpResult{.verdict = gone ? Verdict::never : Verdict::try_later,
                                   .reason = body.error().text};
    }
    outgoing.body = std::move(*body);
  }
  auto results = co_await send_(std::move(outgoing));
  co_return std::move(results.front());
}

}  // namespace notifyd::relay
