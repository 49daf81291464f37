// External lists in dict files: lines in pairs, a key and its value.

#include "sievetool/testsuite/lists.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sievetool/command.hpp"

namespace sievetool::testsuite {
namespace {

/// What `:name` is short for.
constexpr std::string_view urn = "urn:ietf:params:sieve";

std::string full(std::string_view name) {
  return name.starts_with(':') ? std::string(urn) + std::string(name) : std::string(name);
}

/// Where the fields of the list stand in the settings.
std::optional<std::string> prefix(const Settings& settings, std::string_view list) {
  for (const auto element : base::text::split(settings.value("sieve_extlists_list"), ' ')) {
    const std::string at = "sieve_extlists_list/" + std::string(element) + '/';
    const auto named = settings.value(at + "name");
    const auto name = named.empty() ? element : named;
    if (!element.empty() && full(name) == full(list)) return at;
  }
  return std::nullopt;
}

}  // namespace

bool list_known(const Settings& settings, std::string_view list) {
  return prefix(settings, list).has_value();
}

std::optional<std::string> list_holds(const Settings& settings, std::string_view list,
                                      const std::vector<std::string>& values) {
  const auto at = prefix(settings, list);
  if (!at) return std::nullopt;
  const auto path = settings.value(*at + "dict/file/path");
  if (path.empty()) return std::nullopt;
  const auto content = read_file(std::string(path));
  if (!content) return std::nullopt;
  const auto lines = base::text::split(*content, '\n');
  for (const std::string& value : values)
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2)
      if (base::text::trimmed(lines[i]) == "priv/sieve/extlists/" + value) return value;
  return std::nullopt;
}

}  // namespace sievetool::testsuite
