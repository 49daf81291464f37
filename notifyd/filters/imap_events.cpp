// Scripts that IMAP commands set off.
//
// A run commits under a key of its message and event, so that a row that is worked off again, since its first
// worker died, does nothing twice. A run that changes nothing commits nothing.

#include "notifyd/filters/imap_events.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "base/at_end.hpp"
#include "base/digest.hpp"
#include "base/random.hpp"
#include "mail/message.hpp"
#include "notifyd/relay/relay.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;

constexpr int tries = 5;
constexpr std::chrono::hours give_up_after{5 * 24};

std::string word(store::ImapCause cause) {
  switch (cause) {
    case store::ImapCause::append:
      return "APPEND";
    case store::ImapCause::copy:
      return "COPY";
    case store::ImapCause::flag:
      return "FLAG";
  }
  return "";
}

store::DedupKey key_of(mail::AccountId account, const store::ScriptItem& event, mail::Uid uid) {
  base::Sha256 hash;
  hash.add("imapsieve");
  for (const std::uint64_t number :
       {static_cast<std::uint64_t>(account.value), static_cast<std::uint64_t>(event.mailbox.value),
        event.modseq.value, static_cast<std::uint64_t>(uid.value)})
    hash.add(std::to_string(number) + ' ');
  return hash.finish();
}

bool does_nothing(const Case& one) {
  const store::Deliver& delivery = one.delivery;
  return !one.went_wrong && delivery.existing->add.empty() && delivery.existing->remove.empty() &&
         delivery.targets.empty() && delivery.notifies.empty() && delivery.uri_notifies.empty() &&
         delivery.outgoing.empty() && delivery.pipes.empty() && delivery.copies.empty() &&
         delivery.memory.empty();
}

/// Who cannot be served now, but perhaps later.
bool passes(const base::Error& error) {
  return error.code == Errc::try_later || error.code == Errc::no_space || error.code == Errc::conflict;
}

}  // namespace

net::Task<store::Settled> ImapEvents::run(store::Item item) {
  const auto ran = co_await run_all(item);
  store::Settled settled{.ticket = item.ticket};
  if (ran) co_return settled;
  const auto now = parts_.clock.now();
  const auto due = relay::next_try(now, item.failures);
  if (stopping_)
    settled.verdict = store::RetryAt{.due = now, .reason = ran.error().text, .tried = false};
  else if (due - item.created < give_up_after)  // within the time for which the store knows what is done
    settled.verdict = store::RetryAt{.due = due, .reason = ran.error().text};
  else
    settled.verdict = store::Dead{.reason = ran.error().text};
  co_return settled;
}

ImapEvents::Ran ImapEvents::run_all(const store::Item& item) {
  const auto& event = std::get<store::ScriptItem>(item.payload);
  const auto account = co_await parts_.store.account(item.account);
  if (!account && account.error().code == Errc::not_found) co_return base::Result<void>();
  if (!account) co_return account.error();
  if (!parts_.is_on(account->address)) co_return base::Result<void>();
  // One after the other: how many there are is the client's doing. What one fails at keeps none from theirs.
  base::Result<void> all;
  for (const auto& range : event.uids.ranges())
    for (std::uint64_t uid = range.first.value; uid <= range.last.value; ++uid) {
      // A turn for each message, so that who has many keeps nobody else from his.
      co_await turns_.acquire();
      const base::AtEnd turn([this] { turns_.release(); });
      if (stopping_) co_return base::fail(Errc::try_later, "the server is stopping");
      const auto ran = co_await attempt(item, *account, mail::Uid{static_cast<std::uint32_t>(uid)});
      if (!ran) all = ran.error();
    }
  co_return all;
}

/// What only the machine can cause is "later", for this message alone.
ImapEvents::Ran ImapEvents::attempt(const store::Item& item, const store::Account& account, mail::Uid uid) {
  try {
    co_return co_await run_over(item, account, uid);
  } catch (const std::exception& failure) {
    parts_.log.error("script_not_run",
                     {{"account", account.id.value}, {"uid", uid.value}, {"reason", failure.what()}});
  }
  co_return base::fail(Errc::try_later, "the server failed at it");
}

/// As often as what the script relied on changes meanwhile, within reason.
ImapEvents::Ran ImapEvents::run_over(const store::Item& item, const store::Account& account, mail::Uid uid) {
  const auto& event = std::get<store::ScriptItem>(item.payload);
  for (int attempt = 1;; ++attempt) {
    const auto messages = co_await parts_.store.messages(item.account, event.mailbox, mail::UidSet(uid));
    if (!messages && messages.error().code != Errc::not_found) co_return messages.error();
    if (!messages || messages->empty()) co_return base::Result<void>();
    Case one = case_of(event, account, messages->front());
    if (item.ticket.attempt > 1) {
      const auto known = co_await parts_.store.is_known(one.key);
      if (!known) co_return known.error();
      if (*known) co_return base::Result<void>();
    }
    const auto ran = co_await run_one(one, messages->front().body);
    if (ran) co_return ran;
    if (ran.error().code == Errc::conflict && attempt < tries) continue;
    if (passes(ran.error())) co_return ran.error();
    co_await give_up(one, ran.error());
    co_return base::Result<void>();
  }
}

ImapEvents::Ran ImapEvents::run_one(Case& one, const store::BlobRef& where) {
  auto body = co_await parts_.blobs.get(where, store::Range{});
  if (!body && body.error().code == Errc::not_found) co_return base::Result<void>();
  if (!body) co_return body.error();
  Shared shared{.envelope = {.sender = one.recipient.address,
                             .recipients = {one.recipient},
                             .protocol = "IMAP",
                             .id = one.delivery.log_id,
                             .received = one.delivery.received},
                .message = mail::Message(std::move(*body)),
                .body = where};
  one.delivery.body_size = shared.message.size();
  const auto ran = co_await parts_.chain.run(shared, one);
  if (!ran) co_return ran.error();
  if (does_nothing(one)) co_return base::Result<void>();
  const auto put = co_await bodies_.put(shared, one);
  if (!put) co_return put.error();
  one.delivery.body = shared.body;
  auto delivered = co_await parts_.store.deliver(one.delivery);
  if (!delivered) co_return delivered.error();
  tell_of_failure(one, parts_.log, parts_.failures);
  parts_.log.info("script_ran", {{"id", one.delivery.log_id},
                                 {"account", one.account.address},
                                 {"cause", one.event->items.at("imap.cause")},
                                 {"uid", one.delivery.existing->uid.value},
                                 {"went_wrong", one.went_wrong ? "yes" : "no"}});
  if (parts_.leased && !delivered->leased.empty()) parts_.leased(std::move(delivered->leased));
  co_return base::Result<void>();
}

Case ImapEvents::case_of(const store::ScriptItem& event, const store::Account& account,
                         const store::Message& message) const {
  Case one;
  if (auto address = mail::parse_address(account.address)) one.recipient.address = std::move(*address);
  one.account = account;
  one.event = {.script = event.script,
               .items = {{"imap.user", account.address},
                         {"imap.email", account.address},
                         {"imap.cause", word(event.cause)},
                         {"imap.mailbox", event.mailbox_name},
                         {"imap.changedflags", event.changed.text()}},
               .flags = message.flags};
  one.key = key_of(account.id, event, message.uid);
  one.delivery.account = account.id;
  one.delivery.existing = {
      .cause = event.cause, .mailbox = event.mailbox, .uid = message.uid, .add = {}, .remove = {}};
  one.delivery.prefix = message.prefix;
  one.delivery.received = parts_.clock.now();
  one.delivery.log_id = base::random_name();
  return one;
}

/// What the script asks for will never go: a name that no mailbox can have, a quota. The message stays as it
/// is.
net::Task<> ImapEvents::give_up(const Case& one, const base::Error& why) {
  tell_of_failure(one, parts_.log, parts_.failures);
  parts_.log.warn("script_not_carried_out",
                  {{"id", one.delivery.log_id}, {"account", one.account.address}, {"reason", why.text}});
  store::Deliver plain;
  plain.account = one.delivery.account;
  plain.existing = store::Existing{.cause = one.delivery.existing->cause,
                                   .mailbox = one.delivery.existing->mailbox,
                                   .uid = one.delivery.existing->uid,
                                   .add = {},
                                   .remove = {}};
  plain.dedup_key = one.delivery.dedup_key;
  plain.received = one.delivery.received;
  plain.log_id = one.delivery.log_id;
  plain.trace = one.delivery.trace;
  plain.trace.push_back(deposit_step(plain.received, false, why.text + "; the message is left as it is"));
  const auto recorded = co_await parts_.store.deliver(std::move(plain));
  if (!recorded)
    parts_.log.warn("not_recorded", {{"id", one.delivery.log_id}, {"reason", recorded.error().text}});
}

}  // namespace notifyd::filters
