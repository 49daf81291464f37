// Names of annotations (RFC 5464 section 3.2).

#include "store/metadata.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace store {
namespace {

constexpr std::size_t longest_name = 255;

}  // namespace

base::Result<std::string> annotation_name(std::string_view entry) {
  std::string name = base::text::lowered(entry);
  const bool is_below = name.starts_with("/private/") || name.starts_with("/shared/");
  const bool is_written =
      std::ranges::all_of(name, [](char c) { return c >= 0x20 && c < 0x7F && c != '*' && c != '%'; });
  if (!is_below || !is_written || name.ends_with('/') || name.find("//") != std::string::npos)
    return base::fail(base::Errc::syntax,
                      "the name of an annotation is such as /private/comment or /shared/vendor/NAME/KEY");
  if (name.size() > longest_name)
    return base::fail(base::Errc::syntax,
                      "the name of an annotation has at most " + std::to_string(longest_name) + " octets");
  return name;
}

base::Result<std::string> annotation_root(std::string_view entry) {
  const std::string name = base::text::lowered(entry);
  if (name == "/private" || name == "/shared") return name;
  return annotation_name(entry);
}

bool is_shared(std::string_view annotation) {
  return annotation.starts_with("/shared/");
}

}  // namespace store
