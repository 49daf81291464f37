// Delivery status notifications (RFC 3464): what became of a mail, told to its sender as he asked for it (RFC
// 3461).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "mail/address.hpp"
#include "mail/terms.hpp"

namespace notifyd::relay {

/// RFC 3464 section 2.3.3.
enum class Outcome {
  failed,
  delayed,
  delivered,
  relayed,   ///< to a server that will not report
  expanded,  ///< to several addresses
};

/// Octets of a mail that a report can use: its header, or all of one that is given back (RFC 3461 section 6.2
/// leaves the limit to us).
inline constexpr std::size_t header_octets = 64 * 1024;
inline constexpr std::size_t whole_octets = 256 * 1024;

/// What is reported of one mail to one recipient.
struct Report {
  Outcome outcome = Outcome::failed;
  mail::Address sender;  ///< who is told; not null (RFC 5321 section 6.1)
  mail::Address recipient;
  const mail::Terms& terms;
  std::string_view octets;  ///< of the mail, or as much of it as holds its header
  bool whole = false;       ///< `octets` are all of it
  base::Time arrived;
  bool redirected = false;  ///< the recipient is whom the sender's own recipient passes mail on to
  bool expired = false;     ///< it was tried until its time was over
  bool passed_on = false;   ///< `delayed`: it went out in the end
  std::string answer{};     ///< what the next server said, or what is wrong
  std::string next_host{};  ///< who said it, "" if nobody
};

/// Do the terms allow it? What says nothing hears of failures and delays alone (RFC 3461 section 4.1).
bool is_wanted(Outcome outcome, const mail::Terms& terms);

/// The octets of the mail that tells.
std::string report(const Report& what, base::Time now, const std::string& host);

}  // namespace notifyd::relay
