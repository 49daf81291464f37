// The SMTP envelope (RFC 5321 section 2.3.1): who sent, to whom, and by which transaction it came.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "mail/address.hpp"
#include "mail/terms.hpp"

namespace mail {

struct Recipient {
  Address address;
  std::string original;  ///< ORCPT as received (RFC 3461 section 4.2), "" if absent
  std::string notify;    ///< NOTIFY as received (RFC 3461 section 4.1), "" if absent
};

struct Envelope {
  Address sender;  ///< null for bounces
  std::vector<Recipient> recipients;
  std::string protocol = "LMTP";  ///< the "with" of the Received field (RFC 3848)
  std::string client_name;        ///< what LHLO said
  std::string client_address;     ///< IP address of the peer, "" over a UNIX socket
  std::string id;                 ///< follows the message through the log, from here to the push
  bool smtputf8 = false;          ///< RFC 6531
  std::string ret;                ///< RET as received (RFC 3461 section 4.3), "" if absent
  std::string envid;              ///< ENVID as received (RFC 3461 section 4.4), "" if absent
  std::optional<DeliverBy> by;    ///< RFC 2852
  base::Time received;
};

}  // namespace mail
