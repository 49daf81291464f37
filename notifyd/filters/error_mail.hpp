// The mail by which the owner of a script learns that it failed.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "mail/message.hpp"
#include "notifyd/filters/decision.hpp"

namespace notifyd::filters {

/// The key of the scripts' memory by which there is one a day.
inline constexpr const char* error_mail_key = "notifyd script error mail";

/// Whom it is for, and what happened to which message.
struct ErrorMail {
  const std::string& owner;  ///< address of the account
  const Failure& failure;
  const mail::Message& message;
};

/// As a whole.
std::string compose(const ErrorMail& mail, base::Time now, const std::string& host);

}  // namespace notifyd::filters
