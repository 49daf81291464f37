// Strong numbers, so that they cannot be swapped.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace mail {

/// A number of its own kind: Uid{5}. No arithmetic; `.value` where the wire or the store needs it.
template <class Kind, class Number>
struct Strong {
  using number = Number;
  Number value{};
  auto operator<=>(const Strong&) const = default;
};

using AccountId = Strong<struct AccountKind, std::int64_t>;
using MailboxId = Strong<struct MailboxKind, std::int64_t>;
using DeviceId = Strong<struct DeviceKind, std::int64_t>;
using BodyId = Strong<struct BodyKind, std::int64_t>;
using Uid = Strong<struct UidKind, std::uint32_t>;                  ///< RFC 9051 section 2.3.1.1; 0 is no uid
using UidValidity = Strong<struct UidValidityKind, std::uint32_t>;  ///< RFC 9051 section 2.3.1.1
using ModSeq = Strong<struct ModSeqKind, std::uint64_t>;  ///< RFC 7162 section 3.1; rises within an account

}  // namespace mail

template <class Kind, class Number>
struct std::hash<mail::Strong<Kind, Number>> {
  std::size_t operator()(const mail::Strong<Kind, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
