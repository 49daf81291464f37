// A bus that drops, doubles, delays and reorders its hints, as one between machines may.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

#include "store/event_bus.hpp"

namespace tests {

/// Of every two hints one is lost; of the others some come twice, some much later, in any order. Delayed
/// hints come out by flush(), or pushed along by later ones. Thread-safe.
class FaultBus final : public store::EventBus {
 public:
  explicit FaultBus(std::uint32_t seed) : random_(seed) {}

  void publish(mail::AccountId account, mail::ModSeq head) noexcept override {
    const std::lock_guard lock(mutex_);
    if (chance(50)) return;
    const int copies = chance(30) ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
      if (chance(50))
        late_.emplace_back(account, head);
      else
        hear(account, head);
    }
    while (late_.size() > 20) let_one_out();
  }
  std::unique_ptr<store::BusSubscription> subscribe(mail::AccountId account,
                                                    std::function<void(mail::ModSeq)> hear) override {
    const std::lock_guard lock(mutex_);
    listeners_[++last_] = {account, std::move(hear)};
    return std::make_unique<Listener>(*this, last_);
  }
  void on_resync(std::function<void()>) override {}

  /// Everything that is late comes now, in any order.
  void flush() {
    const std::lock_guard lock(mutex_);
    while (!late_.empty()) let_one_out();
  }

 private:
  class Listener final : public store::BusSubscription {
   public:
    Listener(FaultBus& bus, int id) : bus_(bus), id_(id) {}
    ~Listener() override {
      const std::lock_guard lock(bus_.mutex_);
      bus_.listeners_.erase(id_);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

   private:
    FaultBus& bus_;
    int id_;
  };

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  void let_one_out() {
    const auto at = late_.begin() + static_cast<std::ptrdiff_t>(random_() % late_.size());
    const auto [account, head] = *at;
    late_.erase(at);
    hear(account, head);
  }
  void hear(mail::AccountId account, mail::ModSeq head) {
    for (const auto& [id, listener] : listeners_)
      if (listener.first == account) listener.second(head);
  }

  std::mutex mutex_;
  std::mt19937 random_;
  int last_ = 0;
  std::map<int, std::pair<mail::AccountId, std::function<void(mail::ModSeq)>>> listeners_;
  std::deque<std::pair<mail::AccountId, mail::ModSeq>> late_;
};

}  // namespace tests
