// What a script decided to do with a message, as values. Nothing is done here: the caller carries them out.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mail/address.hpp"
#include "mail/flags.hpp"
#include "mail/message.hpp"
#include "mail/terms.hpp"

namespace sieve {

/// The message as the script had edited it when it took the action (RFC 5293 section 3, RFC 5703); null: as
/// it came.
using Edited = std::shared_ptr<const mail::Message>;

/// Into the default mailbox (RFC 5228 section 4.3).
struct Keep {
  mail::Flags flags;      ///< RFC 5232
  bool implicit = false;  ///< no command asked for it (RFC 5228 section 2.10.2)
  Edited message;
  std::size_t line = 0;  ///< of the main script; 0 for the implicit keep
};

/// RFC 5228 section 4.1. `mailbox` is UTF-8 without control characters, as the script wrote it.
struct FileInto {
  std::string mailbox;
  mail::Flags flags;
  bool copy = false;        ///< RFC 3894: did not cancel the implicit keep
  bool create = false;      ///< RFC 5490 section 3.2: failing to create it is an error
  std::string special_use;  ///< RFC 8579: of the mailbox, if it is created; "" for none
  Edited message;
  std::size_t line = 0;
};

/// RFC 5228 section 4.2. The sender adds the field `redirect_trace: OWNER ADDRESS` on top, which a later run
/// of the same account takes for a loop.
struct Redirect {
  mail::Address address;
  bool copy = false;
  bool null_sender = false;  ///< the outgoing envelope sender must be <>, as the incoming one was
  // What the script asks for (RFC 6009); the envelope's sender is then the owner, unless it is null.
  std::string notify;                 ///< :notify, a value of NOTIFY, "" if absent
  std::string ret;                    ///< :ret, "FULL" or "HDRS", "" if absent
  std::optional<mail::DeliverBy> by;  ///< :bytimerelative or :bytimeabsolute
  Edited message;
  std::size_t line = 0;
};
inline constexpr const char* redirect_trace = "X-Sieve-Redirected-From";

/// RFC 5228 section 4.4: did nothing but cancel the implicit keep.
struct Discard {
  std::size_t line = 0;
};

/// The e-mail that the method mailto: asks for, ready to be composed (RFC 5436 section 2.7). No value holds
/// CR, LF or NUL.
struct NotificationMail {
  std::vector<mail::Address> recipients;  ///< of the envelope: all of to, cc and the URI's path
  std::vector<std::string> to;            ///< of the header
  std::vector<std::string> cc;
  mail::Address from;          ///< of the header field From
  mail::Address sender;        ///< of the envelope; null if the triggering message's was null
  std::string subject;         ///< UTF-8, to be encoded
  std::string body;            ///< UTF-8 with CRLF
  std::string auto_submitted;  ///< body of the field Auto-Submitted, required
  std::vector<std::pair<std::string, std::string>> fields;  ///< further fields of the URI, safe ones only
};

/// RFC 5435. It never cancels the implicit keep.
struct Notify {
  std::string method;                  ///< the URI as the script gave it
  std::string scheme;                  ///< of it, lower case, without colon
  std::string from;                    ///< :from, "" if absent
  int importance = 2;                  ///< 1 high, 2 normal, 3 low
  std::optional<std::string> message;  ///< :message
  std::string text;                    ///< what to show: :message, else "From: Subject" (section 3.6); UTF-8
  std::optional<FileInto> fcc;         ///< where a copy of what is sent is filed (RFC 8580)
  std::string device;                  ///< of a device: URI, the device's name
  std::vector<std::string>
      endpoints;  ///< of a tel: or sms: URI, numbers in the form of E.164; of https:, the URL
  std::optional<NotificationMail> mail;  ///< of a mailto: URI
  std::size_t line = 0;
};

/// An answer to the sender (RFC 5230 section 5), ready to be composed. It never cancels the implicit keep. No
/// value but the reason's holds CR, LF or NUL.
struct Vacation {
  mail::Address recipient;              ///< of the envelope
  mail::Address sender{};               ///< of the envelope; null but for VacationManners
  mail::Address to{};                   ///< of the header
  std::string to_name;                  ///< UTF-8
  std::string from;                     ///< body of the header field
  std::string subject;                  ///< UTF-8, to be encoded
  std::string reason;                   ///< UTF-8, or with `mime` an entity with its own header
  bool mime = false;                    ///< RFC 5230 section 4.4
  std::string in_reply_to;              ///< a message id, "" if there is none
  std::vector<std::string> references;  ///< message ids
  std::optional<FileInto> fcc;          ///< where a copy is filed (RFC 8580)
  std::size_t line = 0;
};

/// A notify or vacation that sends nothing, since the message asks for none. It is an action of the script
/// all the same: it counts, and conflicts as it would. It stands in results that scripts hand on, never in an
/// outcome, whose remarks say why.
struct Unsent {
  enum class What { notify, vacation };
  What what = What::notify;
  std::size_t line = 0;
};

/// A refusal (RFC 5429). It cancels the implicit keep, and stands beside no action that delivers or answers.
struct Reject {
  std::string reason;        ///< UTF-8, any line ends
  bool by_protocol = false;  ///< ereject: a reply is better than the exact reason (section 2.1)
  mail::Address sender;      ///< of the envelope: who may hear of it by mail, nobody if it is null
  mail::Address recipient;   ///< the owner's address that the message came to
  std::size_t line = 0;
};

/// A report about the message as it came, in the abuse reporting format (RFC 5965). It never cancels the
/// implicit keep.
struct AbuseReport {
  std::string feedback_type;  ///< lower case
  std::string text;           ///< UTF-8, any line ends
  mail::Address recipient;
  bool headers_only = false;
  std::size_t line = 0;
};

/// To a program of the administrator (Pigeonhole's vnd.dovecot.pipe), which is run after the delivery.
struct Pipe {
  std::string program;  ///< its name in the administrator's folder
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE
  bool copy = false;                     ///< did not cancel the implicit keep
  Edited message;
  std::size_t line = 0;
};

using Action =
    std::variant<Keep, FileInto, Redirect, Discard, Notify, Vacation, Unsent, Reject, AbuseReport, Pipe>;

/// One line for people, such as `fileinto "Work" (line 3)`.
std::string described(const Action& action);

}  // namespace sieve
