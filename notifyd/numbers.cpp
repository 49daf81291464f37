// What /metrics shows beside what the rooms count themselves.

#include "notifyd/numbers.hpp"

#include <chrono>
#include <utility>

namespace notifyd {
namespace {

using store::smtp::Receipt;

const char* outcome(const base::Result<Receipt>& receipt) {
  if (receipt) return receipt->duplicate ? "duplicate" : "accepted";
  switch (receipt.error().code) {
    case base::Errc::try_later:
    case base::Errc::no_space:
    case base::Errc::conflict:
      return "later";
    default:
      return "refused";
  }
}

double seconds(std::chrono::duration<double> duration) {
  return duration.count();
}

}  // namespace

Numbers::Numbers(base::Metrics& metrics, store::Outbox& outbox, const base::Clock& clock,
                 const base::Log& log)
    : metrics_(metrics),
      outbox_(outbox),
      clock_(clock),
      delivery_time_(metrics.timing("lmtp_delivery_seconds", "From the end of the data to the answer")) {
  metrics.gauge("outbox_waiting_items", "Notifications and mails that are due or being sent",
                [this] { return waiting_.load(); });
  metrics.gauge("outbox_later_items", "Notifications and mails that are due in the future",
                [this] { return later_.load(); });
  metrics.gauge("outbox_dead_items", "Notifications and mails given up: notifyd outbox dead",
                [this] { return dead_.load(); });
  metrics.gauge("outbox_oldest_seconds", "Age of the oldest that is due or being sent; the one to watch",
                [this] { return age_.load(); });
  metrics.gauge("log_dropped_lines", "Log lines dropped since the start, since nobody read them fast enough",
                [log] { return static_cast<double>(base::dropped_lines(log)); });
}

store::smtp::Service Numbers::counted(store::smtp::Service service) {
  service.deliver = [this, next = std::move(service.deliver)](mail::Envelope envelope,
                                                              mail::Message message) {
    return deliver(next, std::move(envelope), std::move(message));
  };
  return service;
}

net::Task<std::vector<base::Result<Receipt>>> Numbers::deliver(
    const std::function<net::Task<std::vector<base::Result<Receipt>>>(mail::Envelope, mail::Message)>& next,
    mail::Envelope envelope, mail::Message message) {
  const auto begin = std::chrono::steady_clock::now();
  auto receipts = co_await next(std::move(envelope), std::move(message));
  delivery_time_.observe(seconds(std::chrono::steady_clock::now() - begin));
  for (const auto& receipt : receipts) count(receipt);
  co_return receipts;
}

void Numbers::count(const base::Result<Receipt>& receipt) {
  metrics_
      .counter("lmtp_recipients_total",
               "Answers to recipients: accepted, duplicate, later (4xx), refused (5xx)",
               {{"outcome", outcome(receipt)}})
      .add();
}

std::function<void(bool)> Numbers::logins() {
  return [this](bool accepted) {
    metrics_
        .counter("logins_total", "Logins over all protocols",
                 {{"outcome", accepted ? "accepted" : "refused"}})
        .add();
  };
}

void Numbers::sessions(const std::string& server, std::function<std::size_t()> now) {
  metrics_.gauge("sessions", "Connections that are open now",
                 [now = std::move(now)] { return static_cast<double>(now()); }, {{"server", server}});
}

net::Task<std::string> Numbers::page() {
  const auto stats = co_await outbox_.stats();
  if (stats) {
    waiting_ = static_cast<double>(stats->waiting);
    later_ = static_cast<double>(stats->later);
    dead_ = static_cast<double>(stats->dead);
    age_ = stats->oldest ? seconds(clock_.now() - *stats->oldest) : 0;
  }
  co_return metrics_.page();
}

}  // namespace notifyd
