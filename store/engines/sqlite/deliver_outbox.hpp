// The rows of the outbox that a delivery leaves, and the bodies that they name.
#pragma once

#include <cstdint>
#include <vector>

#include "store/deliver.hpp"
#include "store/engines/sqlite/transaction.hpp"

namespace store::sqlite {

/// What a copy, an outgoing mail or a pipe has for itself where the script has edited it, or the message as
/// it came.
inline const BlobRef& own_or(const BlobRef& own, const Deliver& delivery) {
  return own.token.empty() ? delivery.body : own;
}

/// What is told of and pushed is the first copy, or what was there before.
const BlobRef& told_body(const Deliver& delivery);

/// Whether the delivery leaves a row for the devices of the account.
bool is_told(const AccountRow& account, const Deliver& delivery);

/// Queues what the delivery sends and tells; `events` are those of its copies, the first one at the front.
void queue(Transaction& tx, const AccountRow& account, const Deliver& delivery,
           std::vector<mail::Event> events, std::int64_t trace, Delivered& delivered);

}  // namespace store::sqlite
