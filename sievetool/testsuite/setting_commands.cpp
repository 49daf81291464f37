// test_config_set, test_config_unset, test_config_reload.

#include <algorithm>

#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

void set(sieve::Run& run, const sieve::Arguments& arguments) {
  const auto name = arguments.string("name");
  if (!is_setting(name)) run.remark("nothing looks at the setting \"" + std::string(name) + '"');
  world(run).settings.set(name, arguments.string("value"));
}

void unset(sieve::Run& run, const sieve::Arguments& arguments) {
  world(run).settings.unset(arguments.string("name"));
}

bool is_extension(std::string_view name) {
  return std::ranges::any_of(sieve::built_in_extensions(), [&](const sieve::Extension* one) {
    return !name.empty() && one->capability == name;
  });
}

void reload(sieve::Run& run, const sieve::Arguments& arguments) {
  const bool one = arguments.has(":extension");
  const auto name = one ? arguments.string(":extension") : std::string_view();
  if (one && !is_extension(name))
    run.fail("test_config_reload: unknown extension \"" + std::string(name) + '"');
  world(run).reload(name);
}

}  // namespace

std::vector<sieve::Command> setting_commands() {
  return {
      {.name = "test_config_set", .takes = {sieve::string("name"), sieve::string("value")}, .perform = set},
      {.name = "test_config_unset", .takes = {sieve::string("name")}, .perform = unset},
      {.name = "test_config_reload",
       .tags = {{.name = ":extension", .takes = {sieve::string("name")}}},
       .perform = reload}};
}

}  // namespace sievetool::testsuite
