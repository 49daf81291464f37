// The bus of one process: hints go straight to who listens.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "store/event_bus.hpp"

namespace store {

/// Never loses a hint, so it never asks for a resync. Thread-safe.
class InProcessBus final : public EventBus {
 public:
  void publish(mail::AccountId account, mail::ModSeq head) noexcept override;
  std::unique_ptr<BusSubscription> subscribe(mail::AccountId account,
                                             std::function<void(mail::ModSeq)> hear) override;
  void on_resync(std::function<void()> resync) override;

 private:
  class Listener;
  struct Shard {
    std::mutex mutex;  // held while listeners are called: they only post
    std::unordered_multimap<mail::AccountId, const Listener*> listeners;
  };
  // Shared with the subscriptions, which may outlive the bus.
  using Shards = std::array<Shard, 16>;
  std::shared_ptr<Shards> shards_ = std::make_shared<Shards>();
};

}  // namespace store
