// What the routes of dead letters and of queued mails share.
#pragma once

#include <cstdint>
#include <optional>

#include <boost/json/object.hpp>

#include "notifyd/api/route.hpp"
#include "store/outbox.hpp"

namespace notifyd::api {

/// The {id} of the path; nothing if it can be none.
std::optional<std::int64_t> row_id(const Request& request);

/// Rows below this are asked for (?before=ID), all of them without it; nothing if it is no number.
std::optional<std::int64_t> rows_before(const Request& request);

/// Does `change` to the row {id}: 204, 404, or 409.
net::Task<Answer> change_row(const Services& services, Request request,
                             store::Answer<std::monostate> (store::Outbox::*change)(std::int64_t));

/// Its envelope and how it stands.
boost::json::object to_json(const store::QueuedMail& queued);

}  // namespace notifyd::api
