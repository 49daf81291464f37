// External lists in dict files.

#include "sievetool/testsuite/lists.hpp"

#include "base/text.hpp"
#include "sievetool/testsuite/dict.hpp"
#include "sievetool/testsuite/setting_values.hpp"

namespace sievetool::testsuite {
namespace {

/// What `:name` is short for.
constexpr std::string_view urn = "urn:ietf:params:sieve";

std::string full(std::string_view name) {
  return name.starts_with(':') ? std::string(urn) + std::string(name) : std::string(name);
}

/// Where the fields of the list stand in the settings.
std::optional<std::string> prefix(const Settings& settings, std::string_view list) {
  for (const auto element : words(settings.value("sieve_extlists_list"))) {
    const std::string at = "sieve_extlists_list/" + std::string(element) + '/';
    const auto named = settings.value(at + "name");
    const auto name = named.empty() ? element : named;
    if (full(name) == full(list)) return at;
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
  const auto longest = amount(settings.value(*at + "max_lookup_size"));
  for (const std::string& value : values) {
    if (longest && value.size() > *longest) continue;
    if (dict_value(std::string(path), "priv/sieve/extlists/" + value)) return value;
  }
  return std::nullopt;
}

}  // namespace sievetool::testsuite
