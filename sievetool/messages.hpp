// Mail as it lies in files, as the messages that were sent.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace sievetool {

/// Mail in files has LF; Sieve measures what travels, which has CRLF. The first line tells which it is.
std::string as_sent(std::string octets);

/// Calls `take` with the octets of each message of a Maildir (its `cur` and `new`, in the order of the
/// folder) or of an mbox, as sent; each is read when its turn comes, an mbox at once. The message that a line
/// "From " begins is everything behind it, but for the empty line before the next one; ">From " stays quoted.
/// A file that was removed meanwhile is left out.
base::Result<void> each_message(const std::filesystem::path& folder,
                                const std::function<void(std::string)>& take);

}  // namespace sievetool
