// The notifier's rows that are no events: outgoing mail, mail for programs, scripts, notifications to URIs.

#include <exception>
#include <utility>

#include "notifyd/dispatch/content.hpp"
#include "notifyd/dispatch/dispatcher.hpp"

namespace notifyd::dispatch {
namespace {

constexpr auto mail_retry = std::chrono::minutes(10);
constexpr std::size_t script_line = 256;  // of an account; further ones become rows again

}  // namespace

/// A server that keeps everybody waiting gets no more of the rows in memory than leave room for pushes.
net::Task<> Dispatcher::run_mail(OpenItem& open, Way& way) {
  if (way.slots.waiting() >= settings_.mail_line) {
    later(open, "too many wait for the same way out");
    co_return;
  }
  co_await way.slots.acquire();
  if (!stopping_) {
    const bool holds = co_await ledger_.holds(open);
    store::Settled settled;
    if (holds) settled = co_await relay(open.item, way.by);
    ledger_.close_with(open, std::move(settled));
  }
  way.slots.release();
}

/// An account's scripts run one after the other, so that nobody keeps the others from theirs. Those beyond
/// the line may come to run before older ones.
void Dispatcher::line_up_script(OpenItem& open) {
  const auto account = open.item.account;
  auto& line = script_lines_[account];
  if (line.size() >= script_line) {
    later(open, "too many of the account wait");
    return;
  }
  line.push_back(&open);
  if (line.size() == 1) group_.start(run_scripts(account));
}

net::Task<> Dispatcher::run_scripts(mail::AccountId account) {
  for (auto& line = script_lines_.at(account); !line.empty(); line.pop_front())
    co_await run_mail(*line.front(), scripts_);
  script_lines_.erase(account);
}

net::Task<> Dispatcher::run_uri(OpenItem& open) {
  co_await expansions_.acquire();
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
  expansions_.release();
}

net::Task<store::Settled> Dispatcher::relay(store::Item item, const Relay& by) {
  const auto ticket = item.ticket;
  const auto now = surroundings_.sources.clock.now();
  std::string why = "no way out for it is configured";
  try {
    if (by) co_return co_await by(std::move(item));
  } catch (const std::exception& failure) {
    log_.error("relay_failed", {{"reason", failure.what()}});
    why = "the relay failed";
  }
  co_return store::Settled{.ticket = ticket,
                           .verdict = store::RetryAt{.due = now + mail_retry, .reason = why}};
}

}  // namespace notifyd::dispatch
