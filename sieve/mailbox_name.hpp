// Names of mailboxes, as scripts write them.
#pragma once

#include <string_view>

namespace sieve {

/// What is wrong with a name, or "". Whether a mailbox has it is the host's to say.
std::string_view mailbox_name_fault(std::string_view name);

}  // namespace sieve
