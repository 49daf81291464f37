// What the header of an answer says (RFC 5230 section 5).
#pragma once

#include "sieve/action.hpp"

namespace sieve {

class Arguments;
class Run;

/// Writes whom it addresses, its subject and what it refers to into `answer`, whose recipient is known.
void write_head(Run& run, const Arguments& arguments, Vacation& answer);

}  // namespace sieve
