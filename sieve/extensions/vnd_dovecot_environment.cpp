// "vnd.dovecot.environment", as Pigeonhole has it: more items for the test environment, and all items as
// variables ${env.NAME}.

#include <algorithm>

#include "sieve/environment_item.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

// Names of variables hold no hyphens, so underscores stand for them, or else for themselves.
std::string read(Run& run, std::string_view rest) {
  std::string name(rest);
  std::ranges::replace(name, '_', '-');
  if (auto item = environment_item(run, name)) return *item;
  return environment_item(run, rest).value_or("");
}

}  // namespace

extern const Extension vnd_dovecot_environment_extension{
    .capability = "vnd.dovecot.environment",
    .implies = {"environment"},
    .namespaces = {{.name = "env", .read = read, .from_message = false}},
};

}  // namespace sieve
