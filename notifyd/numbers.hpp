// What /metrics shows beside what the rooms count themselves: deliveries, sessions, logins, the outbox, the
// log.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "net/task.hpp"
#include "store/outbox.hpp"
#include "store/smtp/service.hpp"

namespace notifyd {

/// All that it is built with outlives it; it outlives the functions it returns. Thread-safe.
class Numbers {
 public:
  Numbers(base::Metrics& metrics, store::Outbox& outbox, const base::Clock& clock, const base::Log& log);

  /// `service`, with each recipient's answer counted and each delivery timed.
  [[nodiscard]] store::smtp::Service counted(store::smtp::Service service);
  /// For store::auth::LoginRules: each login that was decided.
  [[nodiscard]] std::function<void(bool accepted)> logins();
  /// Sessions of a server that are open now.
  void sessions(const std::string& server, std::function<std::size_t()> now);
  /// The page, after asking the outbox how it stands.
  net::Task<std::string> page();

 private:
  net::Task<std::vector<base::Result<store::smtp::Receipt>>> deliver(
      const std::function<net::Task<std::vector<base::Result<store::smtp::Receipt>>>(mail::Envelope,
                                                                                     mail::Message)>& next,
      mail::Envelope envelope, mail::Message message);
  void count(const base::Result<store::smtp::Receipt>& receipt);

  base::Metrics& metrics_;
  store::Outbox& outbox_;
  const base::Clock& clock_;
  base::Timing& delivery_time_;
  std::atomic<double> waiting_ = 0, later_ = 0, dead_ = 0, age_ = 0;  ///< of the outbox, as last asked
};

}  // namespace notifyd
