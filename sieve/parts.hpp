// The MIME part at which a loop stands (RFC 5703 section 3): what mime, extracttext and replace look at.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace mail {
struct Part;
}

namespace sieve {

class Run;

/// The way from the whole message to a part: which of its parts, and so on. It outlives edits of the message,
/// as the parts themselves do not.
using PartPath = std::vector<std::size_t>;

/// What a run keeps of its loops.
struct Loops {
  struct Loop {
    std::optional<std::string_view> name;  ///< in the program, which outlives the run
    PartPath within;                       ///< goes through what lies inside this one
    PartPath at;                           ///< the current part
    bool replaced = false;                 ///< it is another part now, into which the loop does not go
  };
  std::vector<Loop> open;  ///< the innermost last
  std::size_t left = 0;    ///< which of them a break ends
  std::size_t parts = 0;   ///< at which they stood so far
};

/// Null if an edit has taken it away.
const mail::Part* part_at(Run& run, std::span<const std::size_t> path);

/// Where the innermost loop stands; outside of loops the whole message.
PartPath current_path(Run& run);
const mail::Part* current_part(Run& run);

/// Is a loop running?
bool in_loop(Run& run);

}  // namespace sieve
