// Decides whether a message matches search criteria (RFC 3501 section 6.4.4): SEARCH, view filters, sleeping
// devices.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "mail/message.hpp"
#include "mail/search.hpp"

namespace store {

/// What is evaluated; it may be gone, foreign, or not here. Never rows.
struct Subject {
  mail::Uid uid;
  mail::ModSeq modseq;
  mail::Flags flags;
  bool recent = false;
  base::ByteCount size = 0;
  base::Time received;
  /// The message's octets, prefix included; null while needs_octets() of the key is false.
  const mail::Message* message = nullptr;
};

/// `now` is for YOUNGER and OLDER. Keys about octets do not match a Subject without a message. Strings
/// compare by i;ascii-casemap for ASCII and by case folding beyond (RFC 5255 level 1), header fields decoded
/// (RFC 2047).
bool matches(const mail::SearchKey& key, const Subject& subject, base::Time now);

/// The same as far as it can be told without octets; nothing if it hangs on them. `subject.message` may be
/// null, so that only messages whose octets decide must be read.
std::optional<bool> decide(const mail::SearchKey& key, const Subject& subject, base::Time now);

}  // namespace store
