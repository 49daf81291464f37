// One FETCH response: what the client asked for, of one message (RFC 3501 section 7.4.2).
#pragma once

#include <cstdint>
#include <vector>

#include "net/task.hpp"
#include "store/imap/session.hpp"
#include "store/mailbox.hpp"
#include "wire/imap/fetch.hpp"

namespace store::imap {

/// Writes the response for `message`. Octets are read as far as they are needed; a large message is sent in
/// pieces straight from the store. False, and nothing written, if its octets are gone (expunged meanwhile).
/// Throws if they turn out shorter than the store says.
net::Task<bool> write_message(Session& session, const Message& message,
                              const std::vector<wire::imap::FetchItem>& items);

/// All octets of a message, prefix included; only the first `limit_octets` if it is longer.
Answer<std::string> read_octets(BlobStore& blobs, const Message& message, std::uint64_t limit_octets);

}  // namespace store::imap
