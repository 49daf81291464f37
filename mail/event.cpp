// Names of RFC 5423 events.

#include "mail/event.hpp"

#include <array>

#include "base/text.hpp"

namespace mail {
namespace {

constexpr std::array<std::string_view, 18> names{"MessageAppend", "MessageExpire",    "MessageExpunge",
                                                 "MessageNew",    "QuotaExceed",      "QuotaWithin",
                                                 "QuotaChange",   "MessageRead",      "MessageTrash",
                                                 "FlagsSet",      "FlagsClear",       "Login",
                                                 "Logout",        "MailboxCreate",    "MailboxDelete",
                                                 "MailboxRename", "MailboxSubscribe", "MailboxUnSubscribe"};

}  // namespace

std::string_view name_of(EventName name) {
  return names.at(static_cast<std::size_t>(name));
}

std::optional<EventName> event_name(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (base::text::same_ignoring_case(names[i], name)) return static_cast<EventName>(i);
  return std::nullopt;
}

}  // namespace mail
