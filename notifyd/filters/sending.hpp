// How mail that filters make leaves this site.
#pragma once

#include <string>

#include "notifyd/filters/uri_notify.hpp"

namespace notifyd::filters {

struct Sending {
  std::string host = "localhost";          ///< our name in Received and Message-ID
  bool may_send = false;                   ///< there is a smarthost
  DailyLimitsOf a_day = no_daily_limits;   ///< of notifications and reports
  bool error_mail = false;                 ///< the owner of a script that failed finds a mail about it
  std::string report_from = "postmaster";  ///< author of reports: postmaster, sender, recipient, user_email,
                                           ///< or <address>
};

}  // namespace notifyd::filters
