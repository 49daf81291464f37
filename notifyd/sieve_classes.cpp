// [sieve.class.NAME] of the configuration.

#include "notifyd/sieve_classes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sieve/engine.hpp"

namespace notifyd {
namespace {

std::optional<std::size_t> limit(base::Section& section, std::string_view key) {
  constexpr std::int64_t unset = -1;
  const auto given = section.number(key, unset, unset, 100);
  return given == unset ? std::nullopt : std::optional(static_cast<std::size_t>(given));
}

bool is_member(const SieveClass& one, const std::string& address) {
  return one.members.contains(address) ||
         one.members.contains(address.substr(std::min(address.rfind('@'), address.size())));
}

}  // namespace

std::vector<std::string> read_disabled(base::Section& section) {
  static const sieve::Engine engine;
  const auto names = section.texts("disabled");
  for (const auto& name : names)
    if (std::ranges::find(engine.capabilities(), name) == engine.capabilities().end())
      section.fault("disabled",
                    "there is no extension \"" + name + "\" of Sieve; `sievetool extensions` lists them");
  return names;
}

std::vector<SieveClass> read_sieve_classes(base::Config& config) {
  std::vector<SieveClass> classes;
  for (const auto& name : config.subsections("sieve.class")) {
    auto section = config.section("sieve.class." + name);
    SieveClass& one = classes.emplace_back(SieveClass{.name = name});
    for (const auto& member : section.texts("accounts")) one.members.insert(base::text::lowered(member));
    for (const auto& member : one.members) {
      const auto at = member.rfind('@');
      if (at == std::string::npos || at + 1 == member.size())
        section.fault("accounts", "\"" + member + "\" is neither an address nor \"@\" and a domain");
    }
    if (one.members.empty())
      section.fault("accounts", "name the accounts, such as \"bob@example.org\" or \"@example.net\"");
    one.disabled = read_disabled(section);
    one.redirects = limit(section, "redirects");
    one.notifications = limit(section, "notifications");
  }
  return classes;
}

const SieveClass* class_of(const std::vector<SieveClass>& classes, const std::string& address) {
  const auto found = std::ranges::find_if(classes, [&](const auto& one) { return is_member(one, address); });
  return found == classes.end() ? nullptr : &*found;
}

}  // namespace notifyd
