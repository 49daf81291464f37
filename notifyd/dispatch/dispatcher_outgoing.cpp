// The notifier's rows that are no events: outgoing mail, mail for programs, scripts, notifications to URIs.

#include <exception>
#include <utility>

#include "base/at_end.hpp"
#include "notifyd/dispatch/content.hpp"
#include "notifyd/dispatch/dispatcher.hpp"

namespace notifyd::dispatch {
namespace {

constexpr auto retry_after_failure = std::chrono::minutes(10);
constexpr auto give_up_after = std::chrono::days(5);
constexpr std::size_t script_line = 256;  // of an account; further ones become rows again

}  // namespace

/// A way on which everybody waits gets no more of the rows in memory than leave room for pushes. A row that
/// is not taken is closed.
bool Dispatcher::takes(OpenItem& open, Way& way) {
  if (way.rows >= settings_.way_line) {
    back_in_line(open, "too many wait for the same way out");
    return false;
  }
  ++way.rows;
  return true;
}

net::Task<> Dispatcher::run_one(OpenItem& open, Way& way) {
  const base::AtEnd out([&way] { --way.rows; });
  co_await way.slots.acquire();
  const base::AtEnd slot([&way] { way.slots.release(); });
  if (stopping_) co_return;
  const bool holds = co_await ledger_.holds(open);
  store::Settled settled;
  if (holds) settled = co_await try_row(open.item, way);
  ledger_.close_with(open, std::move(settled));
}

/// An account's scripts run one after the other, so that nobody keeps the others from theirs. Those beyond
/// the line may come to run before older ones.
void Dispatcher::line_up_script(OpenItem& open) {
  const auto account = open.item.account;
  const auto there = script_lines_.find(account);
  if (there != script_lines_.end() && there->second.size() >= script_line) {
    back_in_line(open, "too many of the account wait");
    return;
  }
  if (!takes(open, scripts_)) return;
  auto& line = script_lines_[account];
  line.push_back(&open);
  if (line.size() == 1) group_.start(run_scripts(account));
}

net::Task<> Dispatcher::run_scripts(mail::AccountId account) {
  for (auto& line = script_lines_.at(account); !line.empty(); line.pop_front())
    co_await run_one(*line.front(), scripts_);
  script_lines_.erase(account);
}

net::Task<> Dispatcher::run_uri(OpenItem& open) {
  co_await expansions_.acquire();
  const base::AtEnd slot([this] { expansions_.release(); });
  std::string failed;
  try {
    const auto account = co_await surroundings_.sources.store.account(open.item.account);
    if (account) {
      open.pushes = 1;
      courier_.hand_over({.open = &open,
                          .device = {},
                          .notification = uri_notification(open.item, *account, surroundings_.uri_channels,
                                                           settings_.content_lifetime)});
    } else if (account.error().code == base::Errc::not_found) {
      ledger_.close_with(open, {});
    } else {
      failed = account.error().text;
    }
  } catch (const std::exception& failure) {
    failed = failure.what();
  }
  if (!failed.empty()) {
    log_.error("account_not_read", {{"account", open.item.account.value}, {"reason", failed}});
    later(open, "the store failed");
  }
}

/// The one place where what the machine cannot do is caught for these rows, and given up in the end.
net::Task<store::Settled> Dispatcher::try_row(store::Item item, const Way& way) {
  store::Settled settled{.ticket = item.ticket};
  const auto now = surroundings_.sources.clock.now();
  const bool is_old = now - item.created >= give_up_after;
  std::string why = "no way out for it is configured";
  try {
    if (way.by) co_return co_await way.by(std::move(item));
  } catch (const std::exception& failure) {
    log_.error("row_failed", {{"kind", way.name}, {"row", settled.ticket.id}, {"reason", failure.what()}});
    why = "the server failed at it";
  }
  if (is_old)
    settled.verdict = store::Dead{.reason = why};
  else
    settled.verdict = store::RetryAt{.due = now + retry_after_failure, .reason = why};
  co_return settled;
}

}  // namespace notifyd::dispatch
