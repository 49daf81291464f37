// "duplicate" (RFC 7352): was a message with this id seen before?

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/field_name.hpp"

namespace sieve {
namespace {

/// Lists of several handles must not meet, and what is kept has one size. The list without a handle is none
/// of them, not that of the empty one either (section 3.2).
std::string key_of(std::optional<std::string_view> handle, std::string_view id) {
  base::Sha256 digest;
  if (!handle)
    digest.add("0:");
  else if (handle->empty())
    digest.add(":");
  else
    digest.add(std::to_string(handle->size()) + ':' + std::string(*handle));
  digest.add(id);
  return "duplicate:" + base::text::hex(digest.finish());
}

/// Section 3.1; nothing: there is no id, and nothing is tracked.
std::optional<std::string> unique_id(Run& run, const Arguments& arguments) {
  if (arguments.has(":uniqueid")) return std::string(arguments.string(":uniqueid"));
  const std::string_view name =
      arguments.has(":header") ? arguments.string(":header") : std::string_view("Message-ID");
  if (!is_field_name(name)) return std::nullopt;
  const auto values = run.fields().values(-1, name);
  return values.empty() ? std::nullopt : std::optional<std::string>(values.front());
}

// Section 3.3: the time runs from when the id was first seen, with :last from when it was seen last.
bool duplicate(Run& run, const Arguments& arguments) {
  const Limits& limits = run.limits();
  const std::uint64_t seconds =
      arguments.has(":seconds") ? std::min<std::uint64_t>(arguments.number(":seconds"), limits.duplicate_most)
                                : limits.duplicate_seconds;
  const auto id = unique_id(run, arguments);
  if (!id || seconds == 0) return false;
  std::optional<std::string_view> handle;
  if (arguments.has(":handle")) handle = arguments.string(":handle");
  run.spend_octets(handle.value_or("").size() + 4 * id->size());
  const std::string key = key_of(handle, *id);
  const bool seen = run.ask(Remembered{key});
  if (!seen || arguments.has(":last"))
    run.remember(key, run.environment().now + std::chrono::seconds(seconds));
  return seen;
}

}  // namespace

extern const Extension duplicate_extension{
    .capability = "duplicate",
    .needs = Needs::delivery,  // which keeps the memory
    .tests = {{.name = "duplicate",
               .tags = {{.name = ":handle", .takes = {string("handle")}},
                        {.name = ":header", .takes = {string("header-name")}, .group = "unique id"},
                        {.name = ":uniqueid", .takes = {string("value")}, .group = "unique id"},
                        {.name = ":seconds", .takes = {number("timeout")}},
                        {.name = ":last"}},
               .evaluate = duplicate}},
};

}  // namespace sieve
