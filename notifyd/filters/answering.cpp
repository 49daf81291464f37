// One overload for each question that scripts can ask.

#include "notifyd/filters/answering.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "notifyd/filters/lists.hpp"
#include "notifyd/filters/plan.hpp"
#include "store/object_id.hpp"

namespace notifyd::filters {

using base::Errc;
using sieve::Answer;

net::Task<base::Result<void>> Answering::find(sieve::Question question) {
  auto answered = co_await std::visit([this](const auto& asked) { return reply(asked); }, question);
  if (!answered) co_return answered.error();
  answers_.insert_or_assign(std::move(question), std::move(*answered));
  co_return base::Result<void>();
}

net::Task<base::Result<const std::set<std::string>*>> Answering::mailbox_names() {
  if (from_.foreign) co_return nullptr;
  const auto there = co_await mailboxes();
  if (!there) co_return there.error();
  co_return &(*there)->names;
}

Answering::Reply Answering::reply(sieve::MayDeliverTo asked) {
  const auto names = co_await mailbox_names();
  if (!names) co_return names.error();
  if (*names == nullptr) co_return Answer(true);
  const std::string name = canonical_mailbox(asked.mailbox);
  const bool exists = (*names)->contains(name);
  relied_on_.mailboxes.emplace_back(name, exists);
  co_return Answer(exists);
}

Answering::Reply Answering::reply(sieve::DeviceOnline asked) {
  std::string hears = "maybe";
  if (from_.online) hears = co_await from_.online(account_, std::move(asked.name));
  co_return Answer(std::move(hears));
}

Answering::Reply Answering::reply(sieve::IncludedScript asked) {
  sieve::IncludedScript::Reply found;
  if (asked.global) {
    const auto& global = from_.administrative->global;
    const auto known = global.find(asked.name);
    if (known != global.end()) found = known->second;
    co_return Answer(std::move(found));
  }
  auto stored = co_await from_.store.script(account_, std::move(asked.name));
  if (!stored && stored.error().code == Errc::not_found) co_return Answer(std::move(found));
  if (!stored) co_return stored.error();
  found = co_await from_.scripts.program(std::move(stored->text));
  co_return Answer(std::move(found));
}

Answering::Reply Answering::reply(sieve::ListHolds asked) {
  return answer(from_.store, account_, std::move(asked));
}
Answering::Reply Answering::reply(sieve::ListKnown asked) {
  return answer(from_.store, account_, std::move(asked));
}
Answering::Reply Answering::reply(sieve::ListMembers asked) {
  return answer(from_.store, account_, std::move(asked));
}

Answering::Reply Answering::reply(sieve::Remembered asked) {
  const auto known = co_await from_.store.remembers(account_, asked.key);
  if (!known) co_return known.error();
  relied_on_.memory.emplace_back(std::move(asked.key), *known);
  co_return Answer(*known);
}

Answering::Reply Answering::reply(sieve::ProgramRun asked) {
  if (!from_.programs) co_return sieve::nothing_known(asked);
  auto output = co_await from_.programs(std::move(asked));
  co_return Answer(std::move(output));
}

/// An annotation of a mailbox that is not there is none (RFC 5490 section 3.3).
Answering::Reply Answering::reply(sieve::Metadata asked) {
  if (from_.foreign) co_return sieve::nothing_known(asked);
  mail::MailboxId mailbox;
  if (!asked.mailbox.empty()) {
    const auto found = co_await mailbox_that(
        [name = canonical_mailbox(asked.mailbox)](const store::Mailbox& one) { return one.name == name; });
    if (!found) co_return found.error();
    if (*found == nullptr) co_return sieve::nothing_known(asked);
    mailbox = (*found)->id;
  }
  auto value = co_await from_.store.metadata(account_, mailbox, std::move(asked.entry));
  if (!value) co_return value.error();
  co_return Answer(std::move(*value));
}

Answering::Reply Answering::reply(sieve::MailboxWithUse asked) {
  const auto found = co_await mailbox_that(
      [use = std::move(asked.use), name = canonical_mailbox(asked.mailbox)](const store::Mailbox& one) {
        return base::text::same_ignoring_case(one.special_use, use) && (name.empty() || one.name == name);
      });
  if (!found) co_return found.error();
  co_return relied_upon(*found);
}

/// Of the account's own mailboxes only, whoever else has one with this id. That no mailbox has it is not
/// relied on: no id is given twice.
Answering::Reply Answering::reply(sieve::MailboxWithId asked) {
  const auto found = co_await mailbox_that(
      [id = std::move(asked.id)](const store::Mailbox& one) { return store::object_id(one.id) == id; });
  if (!found) co_return found.error();
  co_return relied_upon(*found);
}

/// The mailbox's name, which it must have until the commit.
Answer Answering::relied_upon(const store::Mailbox* found) {
  if (found == nullptr) return std::optional<std::string>();
  relied_on_.mailboxes.emplace_back(found->name, true);
  return std::optional<std::string>(found->name);
}

/// Null if there is none.
net::Task<base::Result<const store::Mailbox*>> Answering::mailbox_that(
    std::function<bool(const store::Mailbox&)> is) {
  if (from_.foreign) co_return nullptr;
  const auto there = co_await mailboxes();
  if (!there) co_return there.error();
  const auto found = std::ranges::find_if((*there)->all, is);
  co_return found != (*there)->all.end() ? &*found : nullptr;
}

net::Task<base::Result<const Answering::Mailboxes*>> Answering::mailboxes() {
  if (!mailboxes_) {
    auto all = co_await from_.store.mailboxes(account_);
    if (!all) co_return all.error();
    Mailboxes read{.all = std::move(*all), .names = {}};
    for (const store::Mailbox& one : read.all) read.names.insert(one.name);
    mailboxes_ = std::move(read);
  }
  co_return &*mailboxes_;
}

}  // namespace notifyd::filters
