// Folders of scripts, and dict files of them: a name leads to an id, and the id to the script.

#include "sievetool/testsuite/storage.hpp"

#include <set>

#include "sievetool/command.hpp"
#include "sievetool/testsuite/dict.hpp"

namespace sievetool::testsuite {
namespace {

/// The value of the setting whose name ends so.
std::string ending(const Settings::Values& values, std::string_view end) {
  for (const auto& [name, value] : values)
    if (name.ends_with(end)) return value;
  return {};
}

/// Paths of the dict files that hold scripts of this kind.
std::set<std::string> dicts(const Settings& settings, bool global) {
  std::set<std::string> paths;
  std::set<std::string> elements;
  for (const auto& [name, value] : settings.below("sieve_script/"))
    elements.insert(name.substr(0, name.find('/')));
  for (const auto& element : elements) {
    const auto fields = settings.below("sieve_script/" + element + '/');
    const bool wanted = ending(fields, "sieve_script_type") == (global ? "global" : "personal");
    if (wanted && ending(fields, "sieve_script_driver") == "dict") paths.insert(ending(fields, "file/path"));
  }
  return paths;
}

std::optional<StoredScript> from_dict(const std::filesystem::path& folder, const std::string& path,
                                      const std::string& name) {
  const auto file = folder / path;  // an absolute path stands for itself
  const auto id = dict_value(file.string(), "priv/sieve/name/" + name);
  if (!id) return std::nullopt;
  auto text = dict_value(file.string(), "priv/sieve/data/" + *id);
  if (!text) return std::nullopt;
  return StoredScript{.text = std::move(*text), .folder = file.parent_path()};
}

}  // namespace

std::optional<StoredScript> stored_script(const Settings& settings, const std::filesystem::path& folder,
                                          const sieve::IncludedScript& wanted) {
  for (const auto& path : dicts(settings, wanted.global))
    if (auto found = from_dict(folder, path, wanted.name)) return found;
  const auto path = folder / (wanted.global ? "included-global" : "included") / (wanted.name + ".sieve");
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  auto text = read_file(path.string());
  if (!text) return std::nullopt;
  return StoredScript{.text = std::move(*text), .folder = path.parent_path()};
}

}  // namespace sievetool::testsuite
