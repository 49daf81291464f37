// What a connector is handed and what it answers: the last values on the way of a push (Me-3 of RFC 5442
// section 2.2.1).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "mail/event.hpp"
#include "mail/subscription.hpp"

namespace connectors {

/// How a device is reached; what address and secret mean, the kind says (see each connector's file).
struct Target {
  std::string kind;
  std::string address;
  std::string secret;
  std::string extra;  ///< what the connector remembers of the registration
  bool operator==(const Target&) const = default;
};

/// One push to one device. `id` is the same on every repetition, so that the other side can tell one.
struct Notification {
  std::string id;       ///< at most 32 characters of base64url (RFC 8030 section 5.4)
  std::string account;  ///< address
  std::string device;   ///< name
  Target target;
  mail::EventName event = mail::EventName::message_new;
  bool test = false;         ///< asked for by the owner, no event stands behind it
  std::uint32_t events = 1;  ///< how many were coalesced into this one
  mail::Content content = mail::Content::wake;
  std::string mailbox;  ///< this and the next three: "" and 0 at Content::wake
  mail::UidValidity uid_validity;
  mail::Uid uid;
  std::string sender;            ///< display name or address, UTF-8 on one line; from Content::summary on
  std::string subject;           ///< decoded, UTF-8 on one line
  std::string snippet;           ///< of the text, UTF-8 on one line; at Content::snippet
  std::string message;           ///< :message of a Sieve notify (RFC 5435 section 3.6); the owner's own words
  std::string importance = "2";  ///< RFC 5435 section 3.5: "1" is high, "3" is low
  base::Time created;
  base::Time expires;  ///< of no use afterwards
  std::string log_id;
};

/// What became of one try.
struct Outcome {
  enum Verdict {
    delivered,  ///< the other side took it
    try_later,  ///< a passing condition
    never,      ///< this notification will not get through, however often it is tried
  };
  Verdict verdict = try_later;
  std::string reason;  ///< a sentence for a person; no endpoint, token, number or content in it
  std::optional<std::chrono::seconds> again_after;  ///< what the other side asked for (Retry-After)
  bool device_gone = false;                         ///< with never: the registration itself is dead
  std::optional<std::string> remember;              ///< a new value for Target::extra
};

}  // namespace connectors
