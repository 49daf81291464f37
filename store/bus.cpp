// The bus of one process.

#include "store/bus.hpp"

#include <utility>

namespace store {

class InProcessBus::Listener final : public BusSubscription {
 public:
  Listener(std::shared_ptr<Shards> shards, Shard& shard, mail::AccountId account,
           std::function<void(mail::ModSeq)> hear)
      : shards_(std::move(shards)), shard_(shard), account_(account), hear_(std::move(hear)) {
    const std::lock_guard lock(shard_.mutex);
    shard_.listeners.emplace(account_, this);
  }
  ~Listener() override {
    const std::lock_guard lock(shard_.mutex);
    const auto [begin, end] = shard_.listeners.equal_range(account_);
    for (auto each = begin; each != end; ++each) {
      if (each->second != this) continue;
      shard_.listeners.erase(each);
      return;
    }
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  void hear(mail::ModSeq head) const { hear_(head); }

 private:
  std::shared_ptr<Shards> shards_;
  Shard& shard_;
  mail::AccountId account_;
  std::function<void(mail::ModSeq)> hear_;
};

void InProcessBus::publish(mail::AccountId account, mail::ModSeq head) noexcept {
  Shard& shard = (*shards_)[static_cast<std::size_t>(account.value) % shards_->size()];
  const std::lock_guard lock(shard.mutex);
  const auto [begin, end] = shard.listeners.equal_range(account);
  for (auto each = begin; each != end; ++each) each->second->hear(head);
}

std::unique_ptr<BusSubscription> InProcessBus::subscribe(mail::AccountId account,
                                                         std::function<void(mail::ModSeq)> hear) {
  Shard& shard = (*shards_)[static_cast<std::size_t>(account.value) % shards_->size()];
  return std::make_unique<Listener>(shards_, shard, account, std::move(hear));
}

void InProcessBus::on_resync(std::function<void()> /*resync*/) {}

}  // namespace store
