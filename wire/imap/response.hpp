// What a server says, as a client reads it (RFC 3501 section 7): the tap, tests, and tools.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/body.hpp"
#include "base/result.hpp"
#include "mail/ids.hpp"
#include "wire/imap/arguments.hpp"

namespace wire::imap {

/// One value of a response: an atom (or number), a string, NIL, or a list of values.
struct Value {
  enum class Kind { nil, atom, string, list };
  Kind kind = Kind::nil;
  std::string text;  ///< of atoms as written, of strings their octets
  std::vector<Value> items;

  /// The number an atom stands for.
  [[nodiscard]] std::optional<std::uint64_t> number() const;
};

/// One response. `text` is untrusted and may hold any octet but CR and LF.
struct Response {
  enum class Kind { untagged, tagged, continuation };
  Kind kind = Kind::untagged;
  std::string tag;                      ///< of a tagged one
  std::string name;                     ///< upper case: OK, NO, BAD, BYE, PREAUTH, FLAGS, FETCH ...
  std::optional<std::uint32_t> number;  ///< of `* 5 EXISTS`, EXPUNGE, FETCH
  std::string code;                     ///< response code, upper case, "" if absent
  std::vector<Value> code_values;       ///< what stands behind its name
  std::string text;                     ///< of OK, NO, BAD, BYE, PREAUTH and continuations
  std::vector<Value> values;            ///< of all others

  [[nodiscard]] bool is(std::string_view upper_case_name) const { return name == upper_case_name; }
};

/// One whole response without its last CRLF; `{n}CRLF` stands where each of `literals` belongs. Nested at
/// most 50 deep, at most 100,000 values.
base::Result<Response> parse_response(std::string text, std::vector<base::Body> literals = {});
/// The same from text in which literals lie in place.
base::Result<Response> parse_response_text(std::string_view text);

/// `* n FETCH (...)`: items by upper-case label as the server wrote it, `BODY[HEADER]` or `BODY[]<0>`.
struct Fetched {
  std::uint32_t sequence = 0;
  std::map<std::string, Value> items;

  /// Null if the item is absent.
  [[nodiscard]] const Value* find(std::string_view label) const;
  /// 0 if absent.
  [[nodiscard]] mail::Uid uid() const;
};
/// syntax if it is no FETCH response.
base::Result<Fetched> fetched(Response response);

/// Words of a CAPABILITY response or code, upper case.
std::vector<std::string> capabilities(const std::vector<Value>& values);

}  // namespace wire::imap
