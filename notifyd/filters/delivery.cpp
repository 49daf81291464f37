// The deposit: account, filters, body, one transaction for each recipient. Bodies are put once; recipients
// are worked on at the same time.

#include "notifyd/filters/delivery.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "net/all.hpp"
#include "net/on.hpp"
#include "notifyd/filters/fields.hpp"
#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;
using store::smtp::Receipt;

constexpr std::size_t small_octets = 128 * 1024;  // hashed in 0.1 ms: not worth a change of threads
constexpr std::size_t at_once = 64;               // recipients
constexpr int tries = 3;                          // of filters whose world has changed in between

/// One form for all spellings of a recipient: accounts are found without regard to case, details are not.
mail::Address without_case(mail::Address address) {
  const auto user = mail::subaddress(address.local).user.size();
  address.local = base::text::lowered(address.local.substr(0, user)) + address.local.substr(user);
  address.domain = base::text::lowered(address.domain);
  return address;
}

void drop_answers(Case& one) {
  auto& outgoing = one.delivery.outgoing;
  auto& edits = one.edits.outgoing;
  for (std::size_t i = outgoing.size(); i-- > 0;) {
    if (outgoing[i].cause != vacation_cause) continue;
    outgoing.erase(outgoing.begin() + static_cast<std::ptrdiff_t>(i));
    if (i < edits.size()) edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(i));
  }
  one.delivery.memory.clear();
}

/// Of what a script asked for, however often it is tried.
bool is_refusal(Errc code) {
  return code == Errc::syntax || code == Errc::denied || code == Errc::already_exists ||
         code == Errc::unsupported || code == Errc::too_large;
}

/// Runs `task` for each case, some at a time.
template <class Task>
net::Task<> for_each(std::vector<Case>& cases, Task task) {
  for (std::size_t begin = 0; begin < cases.size(); begin += at_once) {
    std::vector<net::Task<>> group;
    for (std::size_t i = begin; i < std::min(begin + at_once, cases.size()); ++i)
      if (!cases[i].result) group.push_back(task(cases[i]));
    co_await net::all(std::move(group));
  }
}

}  // namespace

Deposit::Deposit(DepositParts parts, DepositSettings settings, Administrative administrative)
    : parts_(std::move(parts)),
      settings_(std::move(settings)),
      accounts_(parts_.store),
      bodies_(parts_.blobs),
      chain_({.store = parts_.store,
              .engine_of = parts_.engine_of,
              .pool = parts_.pool,
              .online = parts_.online,
              .programs = parts_.programs,
              .sending = settings_.sending,
              .items = settings_.items,
              .foreign = static_cast<bool>(parts_.next),
              .log = parts_.log},
             std::move(administrative)) {
  if (parts_.next) hook_.emplace(parts_.next, parts_.store, settings_.sending.host);
}

store::smtp::Service Deposit::service() {
  return {
      .resolve = [this](mail::Address to) { return resolve(std::move(to)); },
      .deliver = [this](mail::Envelope envelope,
                        mail::Message message) { return deliver(std::move(envelope), std::move(message)); },
      .release = [this](std::vector<store::DedupKey> keys) { return release(std::move(keys)); },
      .clock = parts_.clock,
      .pool = parts_.pool};
}

store::Answer<std::monostate> Deposit::resolve(mail::Address recipient) {
  const auto account = co_await accounts_.find(std::move(recipient));
  if (!account) co_return account.error();
  const auto fits = check_kind(*account);
  if (!fits) co_return fits.error();
  if (account->quota > 0 && account->used >= account->quota)
    co_return base::fail(Errc::over_quota, "the mailbox is full");
  co_return std::monostate{};
}

/// An account has one source of events: what came by LMTP would lie here unseen.
base::Result<void> Deposit::check_kind(const store::Account& account) const {
  if (hook_ || !parts_.is_tapped || !parts_.is_tapped(account.address)) return {};
  return base::fail(Errc::denied,
                    "its mail lies on another server, which is only watched from here: send it there");
}

net::Task<> Deposit::release(std::vector<store::DedupKey> keys) {
  for (store::DedupKey& key : keys) co_await parts_.store.release(std::move(key));
}

net::Task<std::vector<base::Result<Receipt>>> Deposit::deliver(mail::Envelope envelope,
                                                               mail::Message message) {
  Shared shared{.envelope = std::move(envelope), .message = std::move(message), .body = {}};
  if (shared.message.size() > small_octets) {
    auto hash = [&] { return shared.message.body().sha256(); };  // the body keeps it
    co_await net::on(parts_.pool, hash);
  }
  // A recipient named twice is answered twice (RFC 2033 section 4.2) and served once.
  std::vector<Case> cases;
  std::map<mail::Address, std::size_t> case_of;
  for (const mail::Recipient& recipient : shared.envelope.recipients)
    if (case_of.emplace(without_case(recipient.address), cases.size()).second)
      cases.emplace_back().recipient = recipient;

  auto prepare_one = [&](Case& one) { return attempt(&Deposit::prepare, shared, one); };
  co_await for_each(cases, prepare_one);
  std::vector<Hook::Claim> claims;  // until the commits
  if (hook_) claims = co_await hook_->claim(cases);
  // Before the hook: nothing else may stand between the next server's answer and our commit.
  for (Case& one : cases)
    if (!one.result) co_await attempt(&Deposit::put_bodies, shared, one);
  if (hook_) co_await hook_->pass_on(shared, cases);
  auto commit_one = [&](Case& one) { return attempt(&Deposit::commit, shared, one); };
  co_await for_each(cases, commit_one);
  std::vector<base::Result<Receipt>> results;
  for (const mail::Recipient& recipient : shared.envelope.recipients) {
    const Case& one = cases[case_of.at(without_case(recipient.address))];
    auto& result = results.emplace_back(*one.result);
    if (result) result->refusal = one.refusal;
  }
  co_return results;
}

/// What only the machine can cause fails this recipient alone.
net::Task<> Deposit::attempt(Step step, Shared& shared, Case& one) {
  try {
    co_await (this->*step)(shared, one);
  } catch (const std::exception& failure) {
    parts_.log.error("delivery_failed", {{"id", shared.envelope.id}, {"reason", failure.what()}});
    one.result = base::fail(Errc::try_later, "the message cannot be stored now");
  }
}

/// Up to the decision. Sets `result` if there is nothing left to do.
net::Task<> Deposit::prepare(Shared& shared, Case& one) {
  if (const auto loops = check_loop(shared.message, one.recipient.address); !loops) {
    one.result = loops.error();
    co_return;
  }
  auto account = co_await accounts_.find(one.recipient.address);
  if (!account) {
    one.result = account.error();
    co_return;
  }
  if (const auto fits = check_kind(*account); !fits) {
    one.result = fits.error();
    co_return;
  }
  one.account = std::move(*account);
  one.is_tapped = parts_.is_tapped && parts_.is_tapped(one.account.address);
  one.delivery.account = one.account.id;
  one.key = dedup_key(shared.envelope.sender, one.recipient.address, shared.message.body().sha256());
  one.delivery.body_size = shared.message.size();
  one.delivery.prefix = delivery_fields(shared.envelope, settings_.sending.host, one.recipient.address);
  one.delivery.received = shared.envelope.received;
  one.delivery.log_id = shared.envelope.id;
  const auto filtered = co_await chain_.run(shared, one);
  if (!filtered) one.result = filtered.error();
  if (filtered && !one.refusal.empty()) co_await take_if_known(one);
}

/// What was taken once is not refused when the sender, who did not hear of it, tries again.
net::Task<> Deposit::take_if_known(Case& one) {
  const auto known = co_await parts_.store.is_known(one.key);
  if (!known) {
    one.result = known.error();
  } else if (*known) {
    one.refusal.clear();
    one.result = Receipt{.key = one.key, .duplicate = true, .refusal = {}, .modseq = {}};
  }
}

net::Task<> Deposit::put_bodies(Shared& shared, Case& one) {
  const auto put = co_await bodies_.put(shared, one);
  if (!put) one.result = put.error();
}

net::Task<> Deposit::commit(Shared& shared, Case& one) {
  auto delivered = co_await try_commit(shared, one);
  settle(shared, one, std::move(delivered));
}

/// conflict: what the filters relied on has changed, so they run again; in the end without the owner's
/// script, and at last the message is just kept. So it is if the store refuses what a script asked for, such
/// as a name for a new mailbox: what the administrator decides is not lost to what the owner wrote.
net::Task<base::Result<store::Delivered>> Deposit::try_commit(Shared& shared, Case& one) {
  int passed_over = 0;  // scripts: 1: the owner's, 2: all
  for (int attempt = 1;; ++attempt) {
    name_body(shared, one);
    auto delivered = co_await parts_.store.deliver(one.delivery);
    if (delivered) co_return delivered;
    const base::Error error = delivered.error();
    const bool refused = is_refusal(error.code);
    if ((error.code != Errc::conflict && !refused) || attempt > 3 * tries) co_return error;
    if (hook_) {  // the next server has the mail: nothing is decided anew
      const auto fresh = co_await refresh_reliance(one);
      if (!fresh) co_return fresh.error();
      continue;
    }
    if (refused || attempt % tries == 0) ++passed_over;
    const std::string why = refused ? error.text : "the mailboxes change too often";
    if (passed_over > 0 && one.passed_over.empty()) one.passed_over = why;
    const auto filtered = co_await chain_.run(shared, one);
    if (!filtered) co_return filtered.error();
    if (passed_over > 1) just_keep(shared, one, why);
    const auto put = co_await bodies_.put(shared, one);
    if (!put) co_return put.error();
  }
}

void Deposit::just_keep(const Shared& shared, Case& one, const std::string& why) const {
  const auto script = one.delivery.relied_on.script;
  keep_only({.envelope = shared.envelope,
             .recipient = one.recipient,
             .account = one.account,
             .sending = settings_.sending,
             .message = shared.message},
            why, one.delivery);
  one.delivery.relied_on.script = script;
  one.decide({}, {});
}

/// What was passed on stays so: only the commit is tried again, without an answer that has been given
/// meanwhile.
net::Task<base::Result<void>> Deposit::refresh_reliance(Case& one) {
  const auto script = co_await parts_.store.script(one.account.id, "");
  if (!script && script.error().code != Errc::not_found) co_return script.error();
  const auto relied_on = std::exchange(one.delivery.relied_on,
                                       {.script = script ? script->modseq : mail::ModSeq{}, .memory = {}});
  for (const auto& [key, known] : relied_on.memory) {
    const auto now = co_await parts_.store.remembers(one.account.id, key);
    if (!now) co_return now.error();
    one.delivery.relied_on.memory.emplace_back(key, *now);
    if (*now != known) drop_answers(one);
  }
  co_return base::Result<void>();
}

void Deposit::settle(const Shared& shared, Case& one, base::Result<store::Delivered> delivered) {
  if (!delivered) {
    // Of a full disk the store has told already, once and not for each mail.
    const std::vector<base::Field> fields{
        {"id", shared.envelope.id}, {"account", one.account.address}, {"reason", delivered.error().text}};
    if (delivered.error().code == Errc::no_space)
      parts_.log.info("not_delivered", fields);
    else
      parts_.log.warn("not_delivered", fields);
    one.result = delivered.error();
    return;
  }
  if (!delivered->duplicate) tell_of_failure(one, parts_.log, parts_.failures);
  std::string mailboxes;
  for (const store::Placed& placed : delivered->placed)
    mailboxes += (mailboxes.empty() ? "" : ",") + placed.mailbox;
  const std::vector<base::Field> fields{{"id", shared.envelope.id},
                                        {"account", one.account.address},
                                        {"mailbox", mailboxes},
                                        {"modseq", delivered->modseq.value},
                                        {"duplicate", delivered->duplicate ? "yes" : "no"}};
  if (one.refusal.empty())
    parts_.log.info("delivered", fields);
  else
    parts_.log.info("refused", fields);
  if (parts_.leased && !delivered->leased.empty()) parts_.leased(std::move(delivered->leased));
  one.result =
      Receipt{.key = one.delivery.dedup_key, .duplicate = delivered->duplicate, .modseq = delivered->modseq};
}

}  // namespace notifyd::filters
