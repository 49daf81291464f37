// What the routes of Sieve scripts share.
#pragma once

#include "notifyd/api/route.hpp"
#include "store/store.hpp"

namespace notifyd::api {

/// The member text, or text_base64 for a source that is not UTF-8 (RFC 5228 section 2.4.2 takes any octets in
/// strings, JSON does not). `syntax` if it is missing, empty, or none.
base::Result<std::string> source_of(const boost::json::object& body);
/// The member by which it is given back.
void add_source(boost::json::object& body, const std::string& source);

/// Carries `change` out on the script {name} of {address}: 204, or why not.
net::Task<Answer> change_script(const Services& services, Request request, store::ScriptChange change);

}  // namespace notifyd::api
