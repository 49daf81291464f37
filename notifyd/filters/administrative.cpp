// AF, administrative filters: reading the site's scripts.

#include "notifyd/filters/administrative.hpp"

#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "base/folder.hpp"
#include "sieve/error.hpp"

namespace notifyd::filters {
namespace {

base::Result<std::shared_ptr<const sieve::Program>> load(const sieve::Engine& engine,
                                                         const std::filesystem::path& file) {
  if (file.empty()) return std::shared_ptr<const sieve::Program>();
  std::string text;
  try {
    text = base::read_file(file);
  } catch (const std::exception& failure) {
    return base::fail(base::Errc::not_found, failure.what());
  }
  sieve::Checked checked = engine.check(text);
  if (checked.program) return std::move(checked.program);
  std::string faults;
  for (const sieve::Fault& fault : checked.faults) faults += sieve::rendered(fault, file.string());
  return base::fail(base::Errc::syntax, std::move(faults));
}

base::Result<void> load_global(const sieve::Engine& engine, const std::filesystem::path& folder,
                               Administrative& out) {
  if (folder.empty()) return {};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".sieve") continue;
    auto program = load(engine, entry.path());
    if (!program) return program.error();
    out.global.emplace(entry.path().stem().string(), std::move(*program));
  }
  if (error) return base::fail(base::Errc::not_found, folder.string() + ": " + error.message());
  return {};
}

}  // namespace

base::Result<Administrative> load_administrative(const sieve::Engine& engine,
                                                 const AdministrativeFiles& files) {
  Administrative out;
  auto before = load(engine, files.before);
  if (!before) return before.error();
  out.before = std::move(*before);
  auto after = load(engine, files.after);
  if (!after) return after.error();
  out.after = std::move(*after);
  const auto global = load_global(engine, files.global, out);
  if (!global) return global.error();
  return out;
}

}  // namespace notifyd::filters
