// Answers of the HTTP API: JSON, and problems as application/problem+json (RFC 9457).
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {

Answer json(const boost::json::value& body, int status = 200);
Answer no_content();
/// `detail` may be shown to the caller.
Answer problem(int status, std::string_view detail);
/// The one table from Errc to status.
Answer problem(const base::Error& error);

/// A member of `object` that must be a string; `otherwise` if it is absent. syntax if it is something else.
base::Result<std::string> text(const boost::json::object& object, std::string_view key,
                               std::string_view otherwise = "");
/// The page size that ?limit= asks for, 1 to 1000, default 100; syntax.
base::Result<std::size_t> page_limit(const Request& request);
/// The value of ?key=, "" if absent.
std::string query(const Request& request, std::string_view key);

}  // namespace notifyd::api
