// Content-Type and Content-Disposition field bodies (RFC 2045 section 5.1, RFC 2183, RFC 2231).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/mime.hpp"

namespace mail {

/// A value with parameters as it was written.
struct ParameterisedValue {
  std::string value;                  ///< lower case, "" if there is none
  std::string written;                ///< the value as the sender wrote it
  std::vector<Parameter> parameters;  ///< names in lower case; RFC 2231 neither joined nor decoded
};

/// token of RFC 2045 section 5.1.
bool is_token(std::string_view text);

/// Never fails; at most 200 parameters are kept. This is what BODYSTRUCTURE shows (RFC 3501 section 7.4.2).
ParameterisedValue parse_parameterised(std::string_view field_body);

/// Joins and decodes the continuations and charsets of RFC 2231; the plain form of a name gives way to them.
std::vector<Parameter> joined_parameters(const std::vector<Parameter>& written);

/// Nothing if `field_body` is no type/subtype (RFC 2045 section 5.2 then has it be text/plain).
std::optional<MediaType> parse_media_type(std::string_view field_body);

}  // namespace mail
