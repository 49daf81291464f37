// Scripts in the canonical layout: a command a line, blocks indented by two, lists that do not fit in 80
// columns an element a line. Words are written in lower case; comments, empty lines between commands and the
// octets of strings stay.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"
#include "sieve/script.hpp"

namespace sieve {

/// Nothing if the script has a syntax error, which is added to `faults`. It need not be one that an engine
/// accepts. All lines end as its first one does. Printing what was printed gives the same.
std::optional<std::string> printed(std::string_view script, const Limits& limits, std::vector<Fault>& faults);

namespace syntax {

/// Whether both say the same, wherever their words stand.
bool same(const Script& a, const Script& b);

}  // namespace syntax
}  // namespace sieve
