// Whether a message asks for an answer by a machine (RFC 3834 section 2, RFC 5230 sections 4.5 and 4.6).
#pragma once

#include <string>
#include <vector>

#include "mail/address.hpp"

namespace sieve {

class Run;

/// Equal without regard to case, also of the local part: who answers must rather know himself too often.
bool same_person(const mail::Address& a, const mail::Address& b);

/// Why nobody should be answered, or "": who wrote it, to whom, and what it says of itself. `own` are the
/// addresses of the script's owner; `anybody`: he need not be named in the header.
std::string no_answer(Run& run, const std::vector<mail::Address>& own, bool anybody);

/// Was the message submitted by a machine (RFC 3834 section 5)?
bool is_auto_submitted(Run& run);

/// The one of `own` that a recipient field of the message names, or null.
const mail::Address* named_recipient(Run& run, const std::vector<mail::Address>& own);

}  // namespace sieve
