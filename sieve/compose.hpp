// The mail that actions send, composed the same way by every host.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "mail/address.hpp"
#include "mail/envelope.hpp"
#include "sieve/action.hpp"

namespace sieve {

/// Our Received field (RFC 5321 section 4.4), with the id that follows the message through the log.
/// `recipient` null: without "for".
std::string received_field(const mail::Envelope& envelope, const std::string& host,
                           const mail::Address& recipient);

/// What a redirected message begins with: our Received, and the field by which a later run knows a loop.
std::string redirect_fields(const mail::Envelope& envelope, const std::string& host,
                            const std::string& account);

/// The e-mail of a notification by mailto: (RFC 5436), as a whole. `host` is ours, for its Message-ID.
std::string compose(const NotificationMail& mail, base::Time now, const std::string& host);

/// The answer to a message (RFC 5230 section 5), as a whole.
std::string compose(const Vacation& answer, base::Time now, const std::string& host);

}  // namespace sieve
