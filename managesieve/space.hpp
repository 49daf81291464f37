// Whether a script still fits into its account (RFC 5804 section 1.5).
#pragma once

#include <string>

#include "managesieve/command.hpp"
#include "managesieve/service.hpp"

namespace managesieve {

/// OK if a script `name` of `size` octets could be stored now, replacing one of that name; else NO with
/// QUOTA/MAXSIZE (it is too large), QUOTA/MAXSCRIPTS (too many) or QUOTA (too much together).
net::Task<Reply> space_for(const Service& service, const store::auth::Identity& who, std::string name,
                           base::ByteCount size);

/// QUOTA/MAXSIZE, in words.
Reply too_large(const Service& service);

}  // namespace managesieve
