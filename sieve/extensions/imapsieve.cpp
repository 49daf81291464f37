// "imapsieve" (RFC 6785): the script may run when an IMAP command stores a message or changes its flags, and
// sees why.

#include "sieve/extension.hpp"

namespace sieve {

extern const Extension imapsieve_extension{
    .capability = "imapsieve",
    .needs = Needs::mailboxes,
};

}  // namespace sieve
