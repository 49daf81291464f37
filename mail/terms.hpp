// On what terms a mail is carried: what its sender asked of all who pass it on.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace mail {

/// By when it must have arrived (RFC 2852).
struct DeliverBy {
  base::Time until;
  bool returns = false;  ///< mode R: it is given back then; else N: its sender is told, and it goes on
  bool traced = false;   ///< T: its sender hears of each server that passes it on
  bool told = false;     ///< he has heard that it is late
  bool operator==(const DeliverBy&) const = default;
};

/// For one recipient. Values of RFC 3461 stand as MAIL and RCPT had them; "" where they did not.
struct Terms {
  std::string notify;
  std::string original;  ///< ORCPT
  std::string ret;
  std::string envid;
  std::optional<DeliverBy> by;
  bool smtputf8 = false;  ///< RFC 6531
  bool operator==(const Terms&) const = default;
};

}  // namespace mail
