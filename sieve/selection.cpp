// :index and :last (RFC 5260 section 6).

#include "sieve/selection.hpp"

#include <algorithm>
#include <string>

#include "sieve/extension.hpp"

namespace sieve {

std::optional<std::size_t> selected(const Arguments& arguments, std::size_t count) {
  const std::uint64_t wanted = arguments.has(":index") ? arguments.number(":index") : 1;
  if (wanted == 0 || wanted > count) return std::nullopt;
  const auto number = static_cast<std::size_t>(wanted);
  return arguments.has(":last") ? count - number : number - 1;
}

Selection::Selection(const Arguments& arguments, const std::function<std::size_t()>& count)
    : all_(!arguments.has(":index")) {
  if (!all_) taken_ = selected(arguments, count());
}

Selection::Selection(Run& run, const Arguments& arguments, std::string_view names)
    : all_(!arguments.has(":index")) {
  if (all_) return;
  std::size_t count = 0;
  for (const auto& name : arguments.texts(names))
    count += run.fields().bodies(name.slot, run.text(name)).size();
  taken_ = selected(arguments, count);
}

void check_selection(Check& check, const Given& given) {
  const auto find = [&](std::string_view name) {
    const auto found =
        std::ranges::find_if(given.tags, [&](const GivenTag& one) { return one.tag->name == name; });
    return found == given.tags.end() ? nullptr : &*found;
  };
  const auto* index = find(":index");
  const auto* last = find(":last");
  if (index != nullptr && index->value->number == 0)
    check.error(index->span, ":index 0 names no field", "the first one is :index 1");
  if (last != nullptr && index == nullptr)
    check.error(last->span, ":last needs :index beside it", "write: :index 1 :last");
}

}  // namespace sieve
