// What an account may be called.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace mail {

/// The address of a new account or alias, in lower case: a Dot-string of RFC 5321 section 4.1.2 in ASCII, of
/// at most 64 octets, without '/' (what follows it in a login names a device); '@'; the name of a domain.
/// `syntax` else, with what to write instead. Narrower than parse_address on purpose: mail to and from
/// stranger addresses is carried, but none is given out.
base::Result<std::string> account_address(std::string_view text);

}  // namespace mail
