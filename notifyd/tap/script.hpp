// NF of tapped accounts: the active Sieve script decides what is worth a push, for the mail is filed already.
#pragma once

#include <optional>
#include <vector>

#include "base/octets.hpp"
#include "base/result.hpp"
#include "mail/message.hpp"
#include "net/task.hpp"
#include "notifyd/filters/checked_scripts.hpp"
#include "notifyd/filters/decision.hpp"
#include "notifyd/tap/surroundings.hpp"
#include "sieve/question.hpp"
#include "store/outbox.hpp"
#include "store/trace.hpp"

namespace notifyd::tap {

/// What the script said of one message.
struct Judgement {
  bool subscriptions_apply = true;  ///< false: it was discarded, and only `notifies` are pushed
  std::vector<store::DeviceNotify> notifies;
  store::Allowance device_allowance{};
  std::vector<store::AllowedNotify> uri_notifies;
  store::Trace trace;
  std::optional<filters::FailedScript> failed;
};

/// What a decision means where nothing can be filed, and no mail leaves.
Judgement judged(filters::Decision decision, const filters::DailyLimits& a_day, base::Time now);

/// On one loop; shared by all accounts of it.
class NotificationScript {
 public:
  explicit NotificationScript(const Surroundings& around);

  /// `message` is the header, or the beginning, of a message of `size` octets. Without an active script
  /// everything is worth a push. VF is not asked here: it and this both have to pass, so their order does not
  /// matter.
  net::Task<base::Result<Judgement>> judge(Watched who, mail::Message message, base::ByteCount size);

  /// Does the active script look at more of a message than its header?
  net::Task<base::Result<bool>> looks_inside(Watched who);

 private:
  static constexpr std::size_t cached_octets = 32 << 20;  // of programs that are kept

  using Reply = net::Task<base::Result<sieve::Answer>>;
  Reply answer(sieve::MayDeliverTo asked, Watched who) const;
  Reply answer(sieve::DeviceOnline asked, Watched who) const;
  Reply answer(sieve::ListKnown asked, const Watched& who) const;
  Reply answer(sieve::ListHolds asked, const Watched& who) const;
  /// Scripts that ask anything else are not taken for these accounts.
  template <class Other>
  Reply answer(Other asked, Watched) const {
    co_return sieve::nothing_known(asked);
  }

  const Surroundings& around_;
  filters::ScriptsOfAccounts scripts_;
};

}  // namespace notifyd::tap
