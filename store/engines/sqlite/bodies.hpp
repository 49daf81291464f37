// Rows that name bodies: how many refer to each, and how much of a segment still lives.
#pragma once

#include <cstdint>
#include <variant>

#include "base/result.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/transaction.hpp"

namespace store::sqlite {

/// `by` more rows name the body. try_later if it was put too long ago and has been swept. Nothing to do for
/// id 0.
base::Result<std::monostate> raise_refs(Transaction& tx, const BodyName& body, std::size_t by);
/// `by` fewer; the last one leaves its record dead.
void lower_refs(Transaction& tx, std::int64_t body, std::size_t by = 1);

}  // namespace store::sqlite
