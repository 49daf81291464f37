// What enclose has put inside the message (RFC 5703 section 6). A redirect sends it, and answers are to it.
#pragma once

#include <memory>

#include "sieve/action.hpp"
#include "sieve/fields.hpp"

namespace sieve {

class Run;

/// Kept with the result.
struct Enclosed {
  Edited message;                  ///< as it was before the first enclose; null: nothing encloses it
  std::shared_ptr<Fields> fields;  ///< of its header
};

/// The message as it was before enclose; else as it is now.
const mail::Message& unenclosed(Run& run);

/// Of the header of that. To be asked without a slot.
Fields& unenclosed_fields(Run& run);

}  // namespace sieve
