// "environment" (RFC 5183): what is known of the place where the script runs.

#include "sieve/environment_item.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

// Section 4: an item that does not exist matches nothing, and counts as nothing, not as 0.
bool environment(Run& run, const Arguments& arguments) {
  const auto item = environment_item(run, arguments.string("name"));
  if (!item) return false;
  Match match(run, arguments, false);
  return match.offer(*item, item->empty() ? 0 : 1) || match.finish();
}

}  // namespace

extern const Extension environment_extension{
    .capability = "environment",
    .tests = {{.name = "environment",
               .takes = {string("name"), string_list("key-list")},
               .keys = "key-list",
               .evaluate = environment}},
};

}  // namespace sieve
