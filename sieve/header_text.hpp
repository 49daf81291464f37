// Text of header fields that a script makes (RFC 5322 section 2.2).
#pragma once

#include <string>
#include <string_view>

namespace sieve {

/// The body of a field as tests see it, decoded to UTF-8. A TAB behind a fold is a blank: old mail programs
/// fold so, and whoever wrote the key never saw it.
std::string decoded_field(std::string_view body);

/// On one line: what breaks a line would begin a field of its own.
std::string unbroken(std::string_view value);

/// `NAME: BODY` with its line end. The caller has encoded and folded the body.
std::string raw_field(std::string_view name, const std::string& body);

/// A field with its line end. Words of ASCII stand as they are, since they may be part of an address; the
/// runs of others become encoded words (RFC 2047). Folded at 76 characters where there is a blank. `value` is
/// on one line.
std::string header_field(std::string_view name, std::string_view value);

/// The header without the empty line at its end; each field ends its line.
std::string fields_of(std::string_view header);

}  // namespace sieve
