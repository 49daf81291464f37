// What scripts ask of the world, read from the store; what a decision may hang on is noted as relied on.

#include <utility>
#include <variant>

#include "base/text.hpp"
#include "notifyd/filters/chain.hpp"
#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {

net::Task<base::Result<void>> Chain::answer(sieve::Question question, Case& one) {
  auto ask = [&](const auto& asked) { return reply(asked, one); };
  auto answered = co_await std::visit(ask, question);
  if (!answered) co_return answered.error();
  one.answers.insert_or_assign(std::move(question), std::move(*answered));
  co_return base::Result<void>();
}

/// What nobody here knows: AccountKinds offers no extension that asks for it.
template <class Other>
net::Task<Chain::Reply> Chain::reply(Other asked, Case& /*one*/) {
  co_return sieve::nothing_known(asked);
}

net::Task<Chain::Reply> Chain::reply(sieve::DeviceOnline asked, Case& one) {
  std::string hears = "maybe";
  if (parts_.online) hears = co_await parts_.online(one.account.id, asked.name);
  co_return sieve::Answer(std::move(hears));
}

net::Task<Chain::Reply> Chain::reply(sieve::Remembered asked, Case& one) {
  const auto known = co_await parts_.store.remembers(one.account.id, asked.key);
  if (!known) co_return known.error();
  one.delivery.relied_on.memory.emplace_back(asked.key, *known);
  co_return sieve::Answer(*known);
}

/// A script that changes meanwhile is one that changed before or after the delivery: nothing is relied on.
net::Task<Chain::Reply> Chain::reply(sieve::IncludedScript asked, Case& one) {
  sieve::IncludedScript::Reply found;
  if (asked.global) {
    const auto administrative = administrative_.load();
    const auto known = administrative->global.find(asked.name);
    if (known != administrative->global.end()) found = known->second;
    co_return sieve::Answer(std::move(found));
  }
  const auto stored = co_await parts_.store.script(one.account.id, asked.name);
  if (!stored && stored.error().code == base::Errc::not_found) co_return sieve::Answer(std::move(found));
  if (!stored) co_return stored.error();
  auto checked = co_await programs_.check(stored->text);
  found = std::move(checked.program);
  co_return sieve::Answer(std::move(found));
}

net::Task<Chain::Reply> Chain::reply(sieve::MailboxWithUse asked, Case& one) {
  const auto loaded = co_await load_mailboxes(one);
  if (!loaded) co_return loaded.error();
  const std::string wanted = canonical_mailbox(asked.mailbox);
  for (const auto& [name, use] : one.special_uses) {
    if (!base::text::same_ignoring_case(use, asked.use) || (!asked.mailbox.empty() && name != wanted))
      continue;
    one.delivery.relied_on.mailboxes.emplace_back(name, true);
    co_return sieve::Answer(std::optional<std::string>(name));
  }
  co_return sieve::Answer(std::optional<std::string>());
}

net::Task<Chain::Reply> Chain::reply(sieve::MayDeliverTo asked, Case& one) {
  if (parts_.foreign) co_return sieve::Answer(true);
  const auto loaded = co_await load_mailboxes(one);
  if (!loaded) co_return loaded.error();
  const std::string name = canonical_mailbox(asked.mailbox);
  const bool exists = one.mailboxes->contains(name);
  one.delivery.relied_on.mailboxes.emplace_back(name, exists);
  co_return sieve::Answer(exists);
}

net::Task<base::Result<void>> Chain::load_mailboxes(Case& one) {
  if (one.mailboxes) co_return base::Result<void>();
  const auto mailboxes = co_await parts_.store.mailboxes(one.account.id);
  if (!mailboxes) co_return mailboxes.error();
  one.mailboxes.emplace();
  one.special_uses.clear();
  for (const store::Mailbox& mailbox : *mailboxes) {
    one.mailboxes->insert(mailbox.name);
    if (!mailbox.special_use.empty()) one.special_uses.emplace_back(mailbox.name, mailbox.special_use);
  }
  co_return base::Result<void>();
}

}  // namespace notifyd::filters
