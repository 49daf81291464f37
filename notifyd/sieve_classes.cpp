// [sieve.class.NAME] of the configuration.

#include "notifyd/sieve_classes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "notifyd/notify_settings.hpp"
#include "notifyd/sieve_limits.hpp"
#include "notifyd/vacation_settings.hpp"
#include "sieve/engine.hpp"

namespace notifyd {
namespace {

const sieve::Engine& whole_engine() {
  static const sieve::Engine engine;
  return engine;
}

/// The names of a key; `unknown` says what is wrong with one that is not among `known`.
std::vector<std::string> names_of(base::Section& section, std::string_view key,
                                  const std::vector<std::string>& otherwise,
                                  const std::vector<std::string>& known, auto unknown) {
  auto names = section.texts(key, otherwise);
  for (const auto& name : names)
    if (std::ranges::find(known, name) == known.end()) section.fault(key, unknown(name));
  return names;
}

std::vector<std::string> read_disabled_methods(base::Section& section) {
  const auto& methods = whole_engine().methods();
  return names_of(section, "disabled_methods", {}, methods, [&](const std::string& name) {
    return "notify has no method \"" + name + "\"; there are " + base::text::join(methods, ", ");
  });
}

bool is_member(const SieveClass& one, const std::string& address) {
  return one.members.contains(address) ||
         one.members.contains(address.substr(std::min(address.rfind('@'), address.size())));
}

}  // namespace

std::vector<std::string> read_disabled(base::Section& section, const std::vector<std::string>& otherwise) {
  return names_of(section, "disabled", otherwise, whole_engine().capabilities(), [](const std::string& name) {
    return "there is no extension \"" + name + "\" of Sieve; `sievetool extensions` lists them";
  });
}

std::vector<SieveClass> read_sieve_classes(base::Config& config, const SieveClass& usual) {
  std::vector<SieveClass> classes;
  for (const auto& name : config.subsections("sieve.class")) {
    const auto table = "sieve.class." + name;
    auto section = config.section(table);
    SieveClass& one = classes.emplace_back(usual);
    one.name = name;
    for (const auto& member : section.texts("accounts")) one.members.insert(base::text::lowered(member));
    for (const auto& member : one.members) {
      const auto at = member.rfind('@');
      if (at == std::string::npos || at + 1 == member.size())
        section.fault("accounts", "\"" + member + "\" is neither an address nor \"@\" and a domain");
    }
    if (one.members.empty())
      section.fault("accounts", "name the accounts, such as \"bob@example.org\" or \"@example.net\"");
    one.disabled = read_disabled(section, usual.disabled);
    one.disabled_methods = read_disabled_methods(section);
    read_sieve_limits(config.section(table + ".limits"), one.limits);
    read_vacation(config.section(table + ".vacation"), one.limits);
    read_daily_limits(config.section(table + ".notify"), one.a_day);
  }
  return classes;
}

const SieveClass* class_of(const std::vector<SieveClass>& classes, const std::string& address) {
  const auto found = std::ranges::find_if(classes, [&](const auto& one) { return is_member(one, address); });
  return found == classes.end() ? nullptr : &*found;
}

}  // namespace notifyd
