// How often an account may have its filters do something on one day.
#pragma once

#include <optional>
#include <vector>

#include "store/deliver.hpp"
#include "store/engines/sqlite/transaction.hpp"

namespace store::sqlite {

/// Takes from the allowances what a delivery asks for. Nothing if all of it is granted, else the delivery
/// without the rest, with a step of its trace for each thing that was left out.
std::optional<Deliver> cut_to_allowances(Transaction& tx, const Deliver& delivery);

/// The granted ones; the others become steps of `trace`.
std::vector<AllowedNotify> granted(Transaction& tx, mail::AccountId account,
                                   const std::vector<AllowedNotify>& wanted, Trace& trace);

/// All of one allowance.
std::vector<DeviceNotify> granted(Transaction& tx, mail::AccountId account,
                                  const std::vector<DeviceNotify>& wanted, const Allowance& allowance,
                                  Trace& trace);

}  // namespace store::sqlite
