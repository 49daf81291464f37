// The messages of an event as the filters need them: read from the store no further than necessary.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "base/octets.hpp"
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
  /// Where the octets of a subject lie.
  struct Origin {
    store::BlobRef body;  ///< "": they are not to be had
    std::string prefix;
  };
  std::vector<store::Subject> subjects;  ///< of those that are there, at most 100
  std::vector<Origin> origins;           ///< beside them
  std::deque<mail::Message> messages;
  base::ByteCount octets = 0;  ///< of them
};

/// The facts of the messages.
net::Task<Evidence> gather(store::Store& store, const store::EventItem& item);

/// Reads octets of a subject, once. One that is gone, foreign or too much (64 MiB an event) stays without.
net::Task<> read(store::BlobStore& blobs, Evidence& evidence, std::size_t place, Need need);

}  // namespace notifyd::dispatch
