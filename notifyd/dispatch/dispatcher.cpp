// The notifier: works off the outbox.
//
// Rows come by two ways: handed over in memory by the commit that wrote them (the fast lane), or claimed,
// when they are due again or were left by a process that died. The events of one account are expanded one
// after the other, by modseq.

#include "notifyd/dispatch/dispatcher.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "base/at_end.hpp"
#include "notifyd/dispatch/backoff.hpp"

namespace notifyd::dispatch {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t rows_a_claim = 256;
constexpr std::size_t rows_at_once = 32;  // of mails, pipes and scripts each
constexpr auto pause_after_failure = std::chrono::seconds(1);
constexpr auto shortest_wait = std::chrono::milliseconds(1);

/// Within an account, rows are taken by modseq; rows of one event by their age.
std::pair<mail::ModSeq, std::int64_t> place_of(const store::Item& item) {
  const auto* event = std::get_if<store::EventItem>(&item.payload);
  return {event == nullptr ? mail::ModSeq{} : event->event.modseq, item.ticket.id};
}

}  // namespace

Dispatcher::Dispatcher(boost::asio::any_io_executor loop, Surroundings surroundings, Settings settings,
                       base::Log log)
    : loop_(std::move(loop)),
      surroundings_(std::move(surroundings)),
      settings_(settings),
      log_(std::move(log)),
      intake_(settings_.capacity),
      settled_(
          surroundings_.sources.store, surroundings_.outbox,
          [this](std::optional<base::Time> due) {
            if (due) next_due_ = next_due_ ? std::min(*next_due_, *due) : *due;
            changed_.notify();
          },
          log_),
      ledger_(surroundings_.outbox, settled_, surroundings_.sources.clock, settings_),
      expander_(surroundings_.sources, surroundings_.parse_filter, settings_),
      group_(loop_,
             [this](const std::exception_ptr& failure) {
               log_.error("notifier_failed", {{"reason", net::text_of(failure)}});
             }),
      settling_(loop_,
                [this](const std::exception_ptr& failure) {
                  log_.error("settling_failed", {{"reason", net::text_of(failure)}});
                }),
      courier_({.channels = surroundings_.channels,
                .store = surroundings_.sources.store,
                .clock = surroundings_.sources.clock,
                .settings = settings_,
                .ledger = ledger_,
                .group = group_,
                .chance = surroundings_.chance,
                .metrics = surroundings_.metrics},
               log_),
      expansions_(settings_.expansions),
      mails_{"relay", surroundings_.relay, net::Slots(rows_at_once)},
      pipes_{"pipe", surroundings_.pipe, net::Slots(rows_at_once)},
      scripts_{"script", surroundings_.script, net::Slots(rows_at_once)},
      bell_(std::make_shared<net::Bell>()) {}

void Dispatcher::offer(std::vector<store::Item> items) {
  if (items.empty()) return;
  const auto count = items.size();
  if (!intake_.offer(std::move(items))) log_.warn("rows_left", {{"rows", count}});
  ring();
}

void Dispatcher::poke() {
  poked_ = true;
  ring();
}

void Dispatcher::stop(std::chrono::steady_clock::time_point until) {
  sends_until_ = until;
  stopping_ = true;
  ring();
}

void Dispatcher::ring() {
  net::ring(loop_, bell_, ++rings_);
}

net::Task<> Dispatcher::run() {
  bell_->wake = [this] { changed_.notify(); };
  settling_.start(settled_.run());
  group_.start(keep_leases());
  while (!stopping_) {
    bool failed = false;
    try {
      co_await work();
    } catch (const std::exception& failure) {
      log_.error("outbox_failed", {{"reason", failure.what()}});
      failed = true;
    }
    if (failed) co_await changed_.wait_until(steady_clock::now() + pause_after_failure);
  }
  courier_.stop();
  co_await group_.joined_until(sends_until_);
  settled_.close();
  co_await settling_.joined();
  bell_->wake = {};
}

net::Task<> Dispatcher::work() {
  route(intake_.take());
  intake_.set_open(ledger_.size());
  const bool refused = intake_.take_refusal();
  const bool poked = poked_.exchange(false);
  const bool due = next_due_ && *next_due_ <= surroundings_.sources.clock.now();
  look_ = look_ || refused || poked || due;
  if (look_ && ledger_.size() < settings_.capacity)
    co_await claim();
  else
    co_await wait_for_work();
}

net::Task<> Dispatcher::claim() {
  const auto most = std::min(rows_a_claim, settings_.capacity - ledger_.size());
  auto items = co_await surroundings_.outbox.claim(most, settings_.lease);
  if (!items) throw std::runtime_error(items.error().text);
  look_ = items->size() == most;
  route(std::move(*items));
  if (!look_) co_await ask_next_due();
}

/// What is settled while the outbox answers may be due before what it knew of.
net::Task<> Dispatcher::ask_next_due() {
  const auto before = std::exchange(next_due_, std::nullopt);
  const auto due = co_await surroundings_.outbox.next_due();
  const auto known = due ? *due : before;
  if (known) next_due_ = next_due_ ? std::min(*next_due_, *known) : *known;
}

/// Ends when rows came in, when something was settled or falls due, and at the latest at the next poll. What
/// is due while there is no room waits until something is settled.
net::Task<> Dispatcher::wait_for_work() {
  base::Time::duration wait = settings_.poll;
  if (next_due_ && ledger_.size() < settings_.capacity)
    wait =
        std::clamp<base::Time::duration>(*next_due_ - surroundings_.sources.clock.now(), shortest_wait, wait);
  const auto until = steady_clock::now() + wait;
  co_await changed_.wait_until(until);
  if (steady_clock::now() >= until && !look_) co_await ask_next_due();
}

net::Task<> Dispatcher::keep_leases() {
  while (!stopping_) {
    const auto until = steady_clock::now() + settings_.lease / 4;
    while (!stopping_ && steady_clock::now() < until) co_await changed_.wait_until(until);
    try {
      co_await ledger_.renew();
    } catch (const std::exception& failure) {
      log_.error("leases_not_renewed", {{"reason", failure.what()}});
    }
  }
}

void Dispatcher::route(std::vector<store::Item> items) {
  std::ranges::sort(items, {}, place_of);  // commits of several threads may hand over in another order
  for (auto& item : items) {
    const auto account = item.account;
    OpenItem* open = ledger_.open(std::move(item));
    if (open == nullptr) continue;
    if (std::holds_alternative<store::MailItem>(open->item.payload)) {
      if (takes(*open, mails_)) group_.start(run_one(*open, mails_));
      continue;
    }
    if (std::holds_alternative<store::PipeItem>(open->item.payload)) {
      if (takes(*open, pipes_)) group_.start(run_one(*open, pipes_));
      continue;
    }
    if (std::holds_alternative<store::ScriptItem>(open->item.payload)) {
      line_up_script(*open);
      continue;
    }
    if (std::holds_alternative<store::UriItem>(open->item.payload)) {
      group_.start(run_uri(*open));
      continue;
    }
    auto& line = lines_[account];
    line.push_back(open);
    if (line.size() == 1 && !working_.contains(account)) {
      working_.insert(account);
      group_.start(run_account(account));
    }
  }
}

net::Task<> Dispatcher::run_account(mail::AccountId account) {
  const base::AtEnd rests([this, account] { working_.erase(account); });
  co_await expansions_.acquire();
  const base::AtEnd slot([this] { expansions_.release(); });
  while (!stopping_ && lines_.contains(account)) {
    auto batch = std::move(lines_.extract(account).mapped());
    co_await work_off(account, std::move(batch));
  }
}

net::Task<> Dispatcher::work_off(mail::AccountId account, Batch batch) {
  std::string failed;
  try {
    const auto household = co_await expander_.household(account);
    if (household) {
      co_await expand(batch, *household);
      co_return;
    }
    // The account has gone, and its devices with it: nobody is left to hear.
    if (household.error().code == base::Errc::not_found)
      for (OpenItem* open : batch) ledger_.close_with(*open, {});
    else
      failed = household.error().text;
  } catch (const std::exception& failure) {
    failed = failure.what();
  }
  if (failed.empty()) co_return;
  log_.error("account_not_read", {{"account", account.value}, {"reason", failed}});
  for (OpenItem* open : batch) later(*open, "the store failed");
}

net::Task<> Dispatcher::expand(Batch batch, const Household& household) {
  for (OpenItem* open : batch) {
    std::string failed;
    try {
      auto pushes = co_await expander_.expand(*open, household);
      open->pushes = pushes.size() + 1;  // one for this loop, so that none of them closes the row too early
      for (auto& push : pushes) courier_.hand_over(std::move(push));
      ledger_.close_one(*open);
    } catch (const std::exception& failure) {
      failed = failure.what();
    }
    if (failed.empty()) continue;
    log_.error("event_not_expanded", {{"account", household.account.id.value}, {"reason", failed}});
    later(*open, "the store failed");
  }
}

void Dispatcher::later(OpenItem& open, const std::string& why) {
  const Backoff backoff{.first = settings_.first_retry, .longest = settings_.longest_retry};
  const auto due = next_try(backoff, open.item.failures, std::nullopt, surroundings_.sources.clock.now(),
                            surroundings_.chance());
  ledger_.close_with(open, {.verdict = store::RetryAt{.due = due, .reason = why}});
}

void Dispatcher::back_in_line(OpenItem& open, const std::string& why) {
  const Backoff backoff{.first = settings_.first_retry, .longest = settings_.longest_retry};
  const auto due =
      next_turn(backoff, open.item.created, surroundings_.sources.clock.now(), surroundings_.chance());
  ledger_.close_with(open, {.verdict = store::RetryAt{.due = due, .reason = why, .tried = false}});
}

}  // namespace notifyd::dispatch
