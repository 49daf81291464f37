// How a session hears what others did, and says it: hints, changes, presence, and its own changes of the
// store.

#include <algorithm>
#include <utility>

#include "store/imap/session.hpp"

namespace store::imap {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t changes_at_once = 1000;
constexpr auto acknowledgement_poll = 1s;

}  // namespace

void Session::select(Selected selected) {
  selected_.emplace(std::move(selected));
}

net::Task<> Session::unselect() {
  if (!selected_) co_return;
  const bool seen_recent = !selected_->read_only() && selected_->recent() > 0;
  const auto mailbox = selected_->id();
  selected_.reset();
  if (!seen_recent) co_return;
  const auto claimed = co_await mutate(ClaimRecent{mailbox});
  // Of a full disk the store has told already; the messages are \Recent for the next session as well.
  const bool is_known = !claimed && (claimed.error().code == base::Errc::not_found ||
                                     claimed.error().code == base::Errc::no_space);
  if (!claimed && !is_known) log_.warn("imap_recent_not_claimed", {{"reason", claimed.error().text}});
}

Answer<Changed> Session::mutate(Mutation mutation) {
  auto changed = co_await services_.store.mutate(account(), std::move(mutation), id_);
  if (changed && services_.leased && !changed->leased.empty())
    services_.leased(std::exchange(changed->leased, {}));
  co_return changed;
}

/// Brings the view up to the account's head. False if the mailbox or the account has gone.
net::Task<bool> Session::read_changes() {
  for (;;) {
    auto changes = co_await store().changes(account(), selected_->known(), changes_at_once);
    if (!changes && changes.error().code == base::Errc::too_old) {
      const auto heads = co_await store().heads({account()});
      auto view = co_await store().mailbox(account(), selected_->name());
      if (!heads || !view || view->mailbox.id != selected_->id()) co_return false;
      selected_->reload(*view);
      selected_->set_known(heads->front());
      co_return true;
    }
    if (!changes) co_return changes.error().code != base::Errc::not_found;
    for (const auto& event : changes->events)
      if (selected_->apply(event, id_) && presence_) taken_.push_back(event.modseq);
    selected_->set_known(changes->truncated && !changes->events.empty() ? changes->events.back().modseq
                                                                        : changes->head);
    if (!changes->truncated) co_return !selected_->gone();
  }
}

net::Task<std::string> Session::take_changes(bool may_expunge) {
  if (hints_) connection_.set_seen_head(connection_.bell()->head);
  if (!selected_) co_return std::string();
  const bool there = co_await read_changes();
  if (!there) selected_->set_gone();
  co_return selected_->tell(may_expunge);
}

void Session::listen() {
  auto hear = [loop = connection_.stream().executor(), bell = connection_.bell()](mail::ModSeq head) {
    net::ring(loop, bell, head.value);
  };
  hints_ = services_.bus.subscribe(account(), std::move(hear));
  if (identity_->device) presence_ = services_.presence.listen(account(), *identity_->device);
}

void Session::stop_listening() {
  hints_.reset();
  report_acknowledged();
  presence_.reset();
  taken_.clear();
  unacknowledged_ = false;
}

/// What was written last told the client of every change taken so far.
void Session::report_told() {
  if (!presence_ || taken_.empty()) return;
  presence_->wrote(std::exchange(taken_, {}), connection_.stream().written());
  unacknowledged_ = true;
}

void Session::report_acknowledged() {
  if (!unacknowledged_) return;
  const auto acknowledged = connection_.stream().acknowledged();
  presence_->acknowledged(acknowledged);
  unacknowledged_ = acknowledged < connection_.stream().written();
}

net::Task<net::Woke> Session::wait(net::Deadline until) {
  co_await flush();
  report_told();
  const auto reread = now() + services_.limits.reread;
  for (;;) {
    report_acknowledged();
    auto step = std::min(until, reread);
    if (unacknowledged_) step = std::min(step, now() + acknowledgement_poll);
    const auto woke = co_await connection_.wait(step);
    if (woke != net::Woke::late || step == until) co_return woke;
    if (step == reread) co_return net::Woke::hint;
  }
}

}  // namespace store::imap
