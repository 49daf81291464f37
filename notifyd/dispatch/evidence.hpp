// The messages of an event as the filters need them: read from the store no further than necessary.
#pragma once

#include <deque>
#include <vector>

#include "mail/message.hpp"
#include "store/blobs.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"
#include "store/store.hpp"

namespace notifyd::dispatch {

/// How much of a message is wanted.
enum class Need {
  facts,  ///< flags, size, dates
  head,   ///< also the header, and some of the body
  whole,  ///< all octets
};

/// Pointers in `subjects` lead into `messages`.
struct Evidence {
  std::vector<store::Subject> subjects;
  std::deque<mail::Message> messages;
  [[nodiscard]] const mail::Message* first() const { return messages.empty() ? nullptr : &messages.front(); }
};

/// A message that is gone, foreign or too much (100 messages, 64 MiB of octets an event) leaves a Subject
/// without octets.
net::Task<Evidence> gather(store::Store& store, store::BlobStore& blobs, const store::EventItem& item,
                           Need need);

}  // namespace notifyd::dispatch
