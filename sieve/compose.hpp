// The mail that actions send, composed the same way by every host.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "mail/address.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"
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

/// The message disposition notification that tells the sender of a refusal (RFC 5429 section 2.2.1, RFC
/// 3798), as a whole. Of `original`, as it came, it holds the header. `from` is the body of the field.
std::string compose(const Reject& refusal, const mail::Message& original, const std::string& from,
                    base::Time now, const std::string& host);

/// Who reports: the author of the mail, and the recipient of the message that is reported.
struct ReportFrom {
  mail::Address author;
  mail::Address owner;
};

/// The report about `original`, as it came, in the abuse reporting format (RFC 5965), as a whole.
std::string compose(const AbuseReport& report, const ReportFrom& from, const mail::Envelope& envelope,
                    const mail::Message& original, base::Time now, const std::string& host);

/// The text of the reply to a refused recipient, line by line (RFC 5429 section 2.5). None: the reason of a
/// reject does not fit a reply, so that it goes to the sender as mail.
std::vector<std::string> reply_lines(const Reject& refusal);

}  // namespace sieve
