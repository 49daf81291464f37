// Looking a key up in a dict file, which is small.

#include "sievetool/testsuite/dict.hpp"

#include "base/text.hpp"
#include "sievetool/command.hpp"

namespace sievetool::testsuite {

std::optional<std::string> dict_value(const std::string& path, std::string_view key) {
  const auto content = read_file(path);
  if (!content) return std::nullopt;
  const auto lines = base::text::split(*content, '\n');
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2)
    if (base::text::trimmed(lines[i]) == key) return std::string(base::text::trimmed(lines[i + 1]));
  return std::nullopt;
}

}  // namespace sievetool::testsuite
