// Which conversions of body parts there are (RFC 6558, RFC 5259).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sieve {

/// A program of the administrator that makes another media type of a part. It gets the part's decoded octets,
/// and the arguments FROM, TO and NAME=VALUE for each parameter; it writes those of the new part.
struct Converter {
  std::string from;  ///< media types, lower case
  std::string to;
  std::string program;
  std::vector<std::string> parameters;  ///< names of transcoding parameters that it knows, lower case
};

using Converters = std::vector<Converter>;

/// Is it a type and a subtype, both named (concrete-mime-type of RFC 5259 section 10)?
bool is_media_type(std::string_view text);

/// Of multiparts and messages, which are made of parts: there is no conversion of a whole one, as RFC 5259
/// section 6 allows.
bool is_composite(std::string_view type);

}  // namespace sieve
