// Texts with {placeholders} that become URLs, headers and bodies of requests, each value escaped for where it
// stands.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace connectors {

/// How a value is made harmless where it is put.
enum class Escape {
  url,     ///< percent-encoded (RFC 3986 section 2.1): all but the unreserved characters; forms use it too
  json,    ///< the inside of a JSON string (RFC 8259 section 7)
  header,  ///< as it is, but only printable ASCII
  plain,   ///< as it is
};

using Values = std::map<std::string, std::string, std::less<>>;

/// A parsed template. `{name}` with a name of a-z and _ is a placeholder; every other brace stands for
/// itself, so JSON can be written as it is.
class Template {
 public:
  Template() = default;
  /// `syntax` for a name that is not in `known`, with the nearest one that is.
  static base::Result<Template> parse(std::string_view text, Escape escape,
                                      const std::vector<std::string>& known);

  /// The text with every placeholder replaced; one that `values` lacks is replaced by nothing. A value that
  /// holds NUL is refused (`syntax`), and CR or LF where they are not escaped, so that no value can begin a
  /// header, a line or a request.
  [[nodiscard]] base::Result<std::string> expand(const Values& values) const;
  [[nodiscard]] bool empty() const { return pieces_.empty(); }

 private:
  struct Piece {
    std::string text;
    bool is_name = false;
  };
  std::vector<Piece> pieces_;
  Escape escape_ = Escape::plain;
};

/// `value` escaped; `syntax` if it cannot stand there.
base::Result<std::string> escaped(std::string_view value, Escape escape);

}  // namespace connectors
