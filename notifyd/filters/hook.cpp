// The LMTP hook: user+Folder@domain at the next server for what the script files, one transaction for all.
//
// Invariant: a key that was committed here was taken by the next server before, so a known key is never
// passed on.

#include "notifyd/filters/hook.hpp"

#include <algorithm>
#include <utility>

#include "notifyd/filters/decision.hpp"
#include "sieve/compose.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;
using client::SmtpResult;
using Verdict = SmtpResult::Verdict;

const std::string inbox = "INBOX";

/// The next server's refusal as ours.
base::Error error_of(const SmtpResult& result) {
  Errc code = Errc::try_later;
  if (result.code == 452 || result.code == 552)
    code = Errc::over_quota;
  else if (result.code == 550)
    code = Errc::not_found;
  else if (result.verdict == Verdict::never)
    code = Errc::denied;
  return base::fail(code, "the next server says " + result.reason);
}

void note(Shared& shared, Case& one, const std::string& mailbox, const SmtpResult& result) {
  const bool taken = result.verdict == Verdict::delivered;
  one.delivery.trace.push_back(
      deposit_step(shared.envelope.received, false,
                   "passed on for \"" + mailbox + "\": " + (taken ? "taken" : "refused, " + result.reason)));
}

/// Scripts that set flags are refused at upload; this one is older than the hook.
void note_flags(Shared& shared, Case& one) {
  for (const store::Target& target : one.delivery.targets)
    if (!target.flags.empty())
      one.delivery.trace.push_back(deposit_step(
          shared.envelope.received, false,
          "flags for \"" + target.mailbox + "\" are lost: LMTP carries none to the next server"));
}

}  // namespace

Hook::Hook(Send send, store::Store& store, std::string host)
    : send_(std::move(send)), store_(store), host_(std::move(host)) {}

net::Task<std::vector<Hook::Claim>> Hook::claim(std::vector<Case>& cases) {
  std::vector<Claim> claims;
  for (Case& one : cases) {
    if (one.result) continue;
    auto mine = co_await claim(one);
    claims.push_back(std::move(mine));
  }
  co_return claims;
}

net::Task<> Hook::pass_on(Shared& shared, std::vector<Case>& cases) {
  auto to = addresses(cases);
  if (!to.empty()) {
    auto results = co_await send(shared, to);
    co_await settle(shared, cases, std::move(to), std::move(results));
  }
  for (Case& one : cases) {
    note_flags(shared, one);
    one.delivery.targets.clear();
    one.edits.targets.clear();
    if (one.is_tapped) one.delivery.elsewhere.clear();  // the tap enters the event
  }
}

/// Null, and a result, if there is nothing to do.
net::Task<Hook::Claim> Hook::claim(Case& one) {
  const store::DedupKey key = one.delivery.dedup_key;
  {
    const std::scoped_lock lock(mutex_);
    if (!under_way_.insert(key).second) {
      one.result = base::fail(Errc::try_later, "the same message is under way");
      co_return nullptr;
    }
  }
  // Frees the key again.
  Claim claim(nullptr, [this, key](void*) {
    const std::scoped_lock lock(mutex_);
    under_way_.erase(key);
  });
  const auto known = co_await store_.is_known(key);
  if (!known) {
    one.result = known.error();
  } else if (*known) {
    one.result = store::smtp::Receipt{.key = key, .duplicate = true};
  }
  co_return claim;
}

std::vector<Hook::Address> Hook::addresses(const std::vector<Case>& cases) const {
  std::vector<Address> to;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].result) continue;
    const mail::Address& recipient = cases[i].recipient.address;
    const auto& versions = cases[i].edits.targets;
    for (std::size_t at = 0; at < cases[i].delivery.targets.size(); ++at) {
      const store::Target& target = cases[i].delivery.targets[at];
      mail::Address address = recipient;
      if (target.mailbox != inbox)
        address.local = mail::subaddress(recipient.local).user + '+' + target.mailbox;
      to.push_back({std::move(address), i, target.mailbox, at < versions.size() ? versions[at] : nullptr,
                    target.body});
    }
  }
  return to;
}

/// One transaction for each version of the message, in the order in which they come first.
net::Task<std::vector<SmtpResult>> Hook::send(Shared& shared, const std::vector<Address>& to) {
  std::vector<SmtpResult> results(to.size(), SmtpResult{.reason = "no answer"});
  std::vector<bool> sent(to.size());
  for (std::size_t first = 0; first < to.size(); ++first) {
    if (sent[first]) continue;
    const sieve::Edited& version = to[first].version;
    std::vector<mail::Recipient> recipients;
    std::vector<std::size_t> places;
    for (std::size_t i = first; i < to.size(); ++i) {
      if (to[i].version != version) continue;
      recipients.push_back({.address = to[i].address});
      places.push_back(i);
      sent[i] = true;
    }
    const auto& body = version != nullptr ? version->body() : shared.message.body();
    const auto answers = co_await send(shared, body, std::move(recipients));
    for (std::size_t i = 0; i < places.size() && i < answers.size(); ++i) results[places[i]] = answers[i];
  }
  co_return results;
}

net::Task<std::vector<SmtpResult>> Hook::send(Shared& shared, base::Body body,
                                              std::vector<mail::Recipient> to) {
  client::SmtpMail mail{.sender = shared.envelope.sender,
                        .recipients = std::move(to),
                        .prefix = sieve::received_field(shared.envelope, host_, {}),
                        .body = std::move(body),
                        .smtputf8 = shared.envelope.smtputf8};
  auto results = co_await send_(std::move(mail));
  co_return results;
}

/// A recipient is served if one of his copies was taken: to refuse him then would double that one. If his
/// folders are refused for good, the mail goes to his plain address (RFC 5228 section 2.10.6: an implicit
/// keep).
net::Task<> Hook::settle(Shared& shared, std::vector<Case>& cases, std::vector<Address> to,
                         std::vector<SmtpResult> results) {
  std::vector<Address> plain;
  for (std::size_t i = 0; i < to.size(); ++i) {
    Case& one = cases[to[i].of];
    note(shared, one, to[i].mailbox, results[i]);
    if (results[i].verdict == Verdict::delivered) {
      if (one.delivery.elsewhere.empty() && to[i].version != nullptr) {
        one.told = to[i].body;  // of several it is the first that is told of
        one.delivery.body_size = to[i].version->size();
      }
      one.delivery.elsewhere.push_back(to[i].mailbox);
    } else if (!one.result) {
      one.result = error_of(results[i]);
    }
    const bool is_first = plain.empty() || plain.back().of != to[i].of;
    if (results[i].verdict == Verdict::never && to[i].mailbox != inbox && is_first)
      plain.push_back({one.recipient.address, to[i].of, inbox, to[i].version, to[i].body});
  }
  for (Case& one : cases)
    if (!one.delivery.elsewhere.empty()) one.result.reset();
  std::erase_if(plain, [&](const Address& each) {
    const Case& one = cases[each.of];
    return !one.delivery.elsewhere.empty() || one.result->error().code == Errc::try_later;
  });
  if (plain.empty()) co_return;
  auto kept = co_await send(shared, plain);
  for (const Address& each : plain) cases[each.of].result.reset();
  co_await settle(shared, cases, std::move(plain), std::move(kept));
}

}  // namespace notifyd::filters
