// What the routes of annotations share (RFC 5464).
#pragma once

#include <string>

#include "base/result.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {

/// Of what a request names an annotation: of a mailbox of {address}, of the server for {address}, or, with
/// account 0, of the server for everybody.
struct Annotated {
  mail::AccountId account;
  mail::MailboxId mailbox;  ///< of ?mailbox=NAME, 0 without it
};

/// not_found: there is no such mailbox.
net::Task<base::Result<Annotated>> annotated_by(const Services& services, const Request& request);

/// Gives {entry} this value, or takes it away: 204, or why not.
net::Task<Answer> set_annotation(const Services& services, const Request& request,
                                 std::optional<std::string> value);

}  // namespace notifyd::api
