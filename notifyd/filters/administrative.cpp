// AF, administrative filters: reading the site's scripts.

#include "notifyd/filters/administrative.hpp"

#include <exception>
#include <string>
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

}  // namespace

base::Result<Administrative> load_administrative(const sieve::Engine& engine,
                                                 const std::filesystem::path& before,
                                                 const std::filesystem::path& after) {
  auto first = load(engine, before);
  if (!first) return first.error();
  auto last = load(engine, after);
  if (!last) return last.error();
  return Administrative{.before = std::move(*first), .after = std::move(*last)};
}

}  // namespace notifyd::filters
