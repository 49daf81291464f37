// "extlists" (RFC 6134): the match type :list, the test valid_ext_list, and redirect :list, which the command
// itself carries out.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/list_name.hpp"

namespace sieve {
namespace {

// Section 2.2: a list that cannot be asked is an error of the run.
std::optional<std::string> entry_in(Run& run, std::string_view name, const std::vector<std::string>& values) {
  const std::string list = list_uri(name);
  if (list.empty() || !run.ask(ListKnown{list}))
    run.fail("there is no external list \"" + std::string(name) + '"');
  ListHolds question{.list = list, .values = {}};
  for (const std::string& value : values) question.values.emplace_back(base::text::trimmed(value));
  return run.ask(std::move(question));
}

// Section 2.7.
bool valid_ext_list(Run& run, const Arguments& arguments) {
  const auto names = arguments.strings("ext-list-names");
  return std::ranges::all_of(names, [&](std::string_view name) {
    const std::string list = list_uri(name);
    return !list.empty() && run.ask(ListKnown{list});
  });
}

const MatchType list_type{.name = ":list", .compares = false, .asks = entry_in};

}  // namespace

extern const Extension extlists_extension{
    .capability = "extlists",
    .tests = {{.name = "valid_ext_list",
               .takes = {string_list("ext-list-names")},
               .evaluate = valid_ext_list}},
    .tags = {{.on = "address", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "envelope", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "header", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "string", .name = ":list", .group = any_match, .match_type = &list_type},
             // Section 2.9.2, which asks a list of holidays.
             {.on = "date", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "currentdate", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "redirect", .name = ":list"}},
};

}  // namespace sieve
