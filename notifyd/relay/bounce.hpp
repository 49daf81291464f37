// The non-delivery report about a mail that the next server refused, or that waited too long (RFC 3464).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "client/smtp.hpp"
#include "store/outbox.hpp"

namespace notifyd::relay {

/// What is reported of one mail.
struct Failure {
  const store::MailItem& mail;
  std::string_view octets;  ///< of the mail, or as much of it as holds its header
  const client::SmtpResult& result;
  base::Time created;
  bool expired = false;  ///< it was tried until its time was over
};

/// A mail from nobody to the sender of the one that failed, which is not null (RFC 5321 section 6.1). It
/// holds that one's header.
store::MailItem bounce(const Failure& failure, base::Time now, const std::string& host);

}  // namespace notifyd::relay
