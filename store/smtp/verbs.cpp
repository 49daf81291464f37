// The table of verbs (verbs.def) and what LHLO or EHLO says because of it (RFC 5321 section 4.1.1.1).

#include <algorithm>
#include <array>
#include <iterator>

#include "store/smtp/parameter.hpp"
#include "store/smtp/verb.hpp"

namespace store::smtp {

#define VERB(name) extern const Verb name##_verb;
#include "store/smtp/verbs.def"
#undef VERB

namespace {

#define VERB(name) &name##_verb,
constexpr std::array all{
#include "store/smtp/verbs.def"
};
#undef VERB

}  // namespace

std::span<const Verb* const> verbs() {
  return all;
}

const Verb* find_verb(std::string_view name, Protocol protocol) {
  const auto found = std::ranges::find_if(
      all, [&](const Verb* verb) { return verb->name == name && (verb->protocols & protocol) != 0; });
  return found == all.end() ? nullptr : *found;
}

std::vector<std::string> keywords(const Settings& settings, Protocol protocol) {
  std::vector<std::string> lines;
  for (const Verb* verb : all) {
    if ((verb->protocols & protocol) == 0 || verb->keywords == nullptr) continue;
    std::ranges::move(verb->keywords(settings), std::back_inserter(lines));
  }
  for (const Parameter* parameter : parameters())
    if (parameter->keyword != nullptr && is_offered(*parameter, protocol, settings))
      lines.push_back(parameter->keyword(settings));
  return lines;
}

}  // namespace store::smtp
