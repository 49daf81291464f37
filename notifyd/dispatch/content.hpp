// What of a message may leave with a push, and the push's identity.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "connectors/notification.hpp"
#include "store/account.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"

namespace notifyd::dispatch {

/// The first 24 characters of base64url(SHA-256(account, modseq and time of the event, device)): the same on
/// every repetition, so that phones and webhooks can tell one; the time makes it differ from those of other
/// stores.
std::string notification_id(mail::AccountId account, mail::ModSeq modseq, base::Time at,
                            mail::DeviceId device);

/// What notifications of one event have in common.
struct Occasion {
  const store::Account& account;
  const mail::Event& event;
  base::Time expires;
};

/// The notification for `device`, which has a channel; `shown` is the message of the event that it may be
/// told of, null if there is none or it is not to be had. Never holds more than the device's content level
/// allows.
connectors::Notification notification_for(const Occasion& occasion, const store::Device& device,
                                          const store::Subject* shown);

/// What `devices/{id}/test` sends: no event stands behind it.
connectors::Notification test_notification(const store::Account& account, const store::Device& device,
                                           base::Time now);

/// For a row that holds a UriItem; `kinds` are those of channels, by scheme. Without one it has a target that
/// no channel takes.
connectors::Notification uri_notification(const store::Item& item, const store::Account& account,
                                          const std::map<std::string, std::string>& kinds,
                                          std::chrono::milliseconds lifetime);

connectors::Target target_of(const store::Channel& channel);

}  // namespace notifyd::dispatch
