// Uids in runs of a bounded number, so that no operation holds a store up or fills memory.
#pragma once

#include <cstddef>
#include <vector>

#include "mail/uid_set.hpp"

namespace store::imap {

/// `uids` in rising order, cut into sets of at most `most` uids each.
std::vector<mail::UidSet> batches(const mail::UidSet& uids, std::size_t most);

}  // namespace store::imap
