// "extlists" (RFC 6134): the match type :list and the test valid_ext_list. redirect :list is not there: no
// host can enumerate a list yet.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/uri.hpp"

namespace sieve {
namespace {

constexpr std::string_view urn = "urn:ietf:params:sieve:";

/// Section 2.5: the absolute URI that a name stands for, the default address book in one spelling; "" for
/// what is none.
std::string list_of(std::string_view name) {
  std::string uri =
      name.starts_with(':') ? std::string(urn) + std::string(name.substr(1)) : std::string(name);
  constexpr std::string_view book = "urn:ietf:params:sieve:addrbook:";
  if (base::text::starts_with_ignoring_case(uri, book)) {
    const auto rest = percent_decoded(std::string_view(uri).substr(book.size()));
    if (!rest || rest->empty()) return "";
    const bool is_default = base::text::same_ignoring_case(*rest, "default");
    return std::string(book) + (is_default ? "default" : uri.substr(book.size()));
  }
  if (base::text::starts_with_ignoring_case(uri, urn)) return std::string(urn) + uri.substr(urn.size());
  const auto colon = uri.find(':');
  return colon == std::string::npos || colon == 0
             ? ""
             : base::text::lowered(uri.substr(0, colon)) + uri.substr(colon);
}

// Section 2.2: a list that cannot be asked is an error of the run.
bool holds(Run& run, std::string_view name, std::string_view value) {
  const std::string list = list_of(name);
  if (list.empty() || !run.ask(ListKnown{list}))
    run.fail("there is no external list \"" + std::string(name) + '"');
  return run.ask(ListHolds{.list = list, .value = std::string(base::text::trimmed(value))});
}

// Section 2.8.
bool valid_ext_list(Run& run, const Arguments& arguments) {
  const auto names = arguments.strings("ext-list-names");
  return std::ranges::all_of(names, [&](std::string_view name) {
    const std::string list = list_of(name);
    return !list.empty() && run.ask(ListKnown{list});
  });
}

const MatchType list_type{.name = ":list", .compares = false, .asks = holds};

}  // namespace

extern const Extension extlists_extension{
    .capability = "extlists",
    .tests = {{.name = "valid_ext_list",
               .takes = {string_list("ext-list-names")},
               .evaluate = valid_ext_list}},
    .tags = {{.on = "address", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "envelope", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "header", .name = ":list", .group = any_match, .match_type = &list_type},
             {.on = "string", .name = ":list", .group = any_match, .match_type = &list_type}},
};

}  // namespace sieve
