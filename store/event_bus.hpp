// The seam to wake-ups. The bus carries only hints: one may be lost, doubled, delayed or reordered, and
// nothing is wrong.
#pragma once

#include <functional>
#include <memory>

#include "mail/ids.hpp"

namespace store {

/// Ends the subscription when it goes. After its destructor the callback is not called any more.
class BusSubscription {
 public:
  virtual ~BusSubscription() = default;
};

class EventBus {
 public:
  virtual ~EventBus() = default;
  /// Fire and forget, after the commit; never blocks a delivery. From any thread.
  virtual void publish(mail::AccountId account, mail::ModSeq head) noexcept = 0;
  /// `hear` is called on the publisher's thread and must only post (net::ring does). Subscribe first, then
  /// read changes.
  virtual std::unique_ptr<BusSubscription> subscribe(mail::AccountId account,
                                                     std::function<void(mail::ModSeq)> hear) = 0;
  /// Called when hints may have been lost: heads() of all local accounts must be read again.
  virtual void on_resync(std::function<void()> resync) = 0;
};

}  // namespace store
