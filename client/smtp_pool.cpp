// Kept conversations: the one that rested shortest is used next, so that the others come to their end.

#include "client/smtp_pool.hpp"

#include <algorithm>
#include <utility>

#include "net/group.hpp"
#include "net/loops.hpp"

namespace client {

using std::chrono::steady_clock;

struct SmtpPool::Kept {
  std::unique_ptr<Smtp> smtp;
  steady_clock::time_point opened;
  steady_clock::time_point idle_since;
};

/// Of one loop. `kept` is in the order of idle_since.
struct SmtpPool::Shelf {
  explicit Shelf(boost::asio::any_io_executor its_loop)
      : loop(std::move(its_loop)), dismissing(loop, [](const std::exception_ptr&) {
          // A conversation that cannot be ended in good order has ended all the same.
        }) {}
  boost::asio::any_io_executor loop;
  std::vector<Kept> kept;
  net::Group dismissing;  ///< at most one coroutine, while something is kept
};

SmtpPool::SmtpPool(Open open, SmtpPoolLimits limits) : open_(std::move(open)), limits_(limits) {}
SmtpPool::~SmtpPool() = default;

net::Task<std::vector<SmtpResult>> SmtpPool::send(SmtpMail mail) {
  const auto loop = co_await net::current_loop();
  Shelf& shelf = shelf_of(loop);
  auto conversation = co_await take(shelf);
  if (!conversation) {
    const SmtpResult result{.reason = conversation.error().text};
    co_return std::vector<SmtpResult>(mail.recipients.size(), result);
  }
  auto results = co_await conversation->smtp->send(std::move(mail));
  give_back(shelf, std::move(*conversation));
  co_return results;
}

SmtpPool::Shelf& SmtpPool::shelf_of(const boost::asio::any_io_executor& loop) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(shelves_, loop, &Shelf::loop);
  return found != shelves_.end() ? *found : shelves_.emplace_back(loop);
}

/// A kept one that still answers, else a new one. RSET is a command after the last reply as well, by which an
/// LMTP server of our kind knows that the reply was read.
net::Task<base::Result<SmtpPool::Kept>> SmtpPool::take(Shelf& shelf) {
  while (!shelf.kept.empty()) {
    Kept kept = std::move(shelf.kept.back());
    shelf.kept.pop_back();
    const bool lives = co_await kept.smtp->reset(limits_.patience);
    if (lives) co_return std::move(kept);
    shelf.kept.clear();  // they go to the same server
  }
  auto opened = co_await open_();
  if (!opened) co_return opened.error();
  const auto now = steady_clock::now();
  co_return Kept{.smtp = std::move(*opened), .opened = now, .idle_since = now};
}

/// One that is too old, or one too many, just closes: QUIT would hold up the mail's answer.
void SmtpPool::give_back(Shelf& shelf, Kept conversation) {
  const auto now = steady_clock::now();
  const bool is_worn = now - conversation.opened >= limits_.age;
  if (conversation.smtp->is_broken() || is_worn || shelf.kept.size() >= limits_.kept) return;
  conversation.idle_since = now;
  shelf.kept.push_back(std::move(conversation));
  if (shelf.dismissing.running() == 0) shelf.dismissing.start(dismiss_idle(shelf));
}

/// Runs while something is kept.
net::Task<> SmtpPool::dismiss_idle(Shelf& shelf) {
  while (!shelf.kept.empty()) {
    const auto until = shelf.kept.front().idle_since + limits_.idle;
    if (steady_clock::now() < until) {
      co_await net::sleep_until(until);
      continue;
    }
    const Kept idle = std::move(shelf.kept.front());
    shelf.kept.erase(shelf.kept.begin());
    co_await idle.smtp->quit();
  }
}

}  // namespace client
