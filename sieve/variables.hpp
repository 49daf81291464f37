// What the commands share that set a variable: set (RFC 5229 section 4) and extracttext (RFC 5703 section 7).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sieve {

class Arguments;
class Check;
class Run;
struct Text;

/// Finds the variable that `name` means, so that it can be set; reports a name of none.
void check_variable(Check& check, Text& name);

/// `value` through the modifiers that are given: in the order of their precedence, whatever that in the
/// script (RFC 5229 section 4.1). What would be cut off when a variable is set to it is cut already, so that
/// nothing is torn that a modifier made.
std::string modified(Run& run, const Arguments& arguments, std::string value);

/// The beginning of `text`, `octets` long at most: whole characters, and no backslash without what it quotes.
std::string_view whole_quoted(std::string_view text, std::size_t octets);

/// Sets the variable that check_variable has found. A value that is too long is cut.
void set_variable(Run& run, const Text& name, std::string value, bool from_message);

}  // namespace sieve
