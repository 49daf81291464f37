// From the members of a channel to its target, and back to those that were made.

#include "connectors/registration.hpp"

#include <algorithm>

#include "connectors/connector.hpp"

namespace connectors {
namespace {

template <class AnyTarget>  // const or not
auto& part_of(AnyTarget& target, const Member& member) {
  return member.part == Member::Part::address ? target.address : target.secret;
}

}  // namespace

base::Result<Target> target_of(const std::string& kind, const Members& given) {
  const auto& members = connector_of(kind).members;
  const auto fault = [&](std::string_view what, std::string_view name) {
    return base::fail(base::Errc::syntax,
                      "channel of kind " + kind + std::string(what) + " member " + std::string(name));
  };
  for (const auto& [name, value] : given)
    if (std::ranges::find(members, name, &Member::name) == members.end()) return fault(" has no", name);
  Target target{.kind = kind};
  for (const auto& member : members) {
    const auto found = given.find(member.name);
    if (found == given.end() && member.make == nullptr) return fault(" needs the", member.name);
    auto& part = part_of(target, member);
    part += (part.empty() ? "" : " ") + (found != given.end() ? found->second : member.make());
  }
  return target;
}

Members made_for(const Target& target, const Members& given) {
  Members made;
  for (const auto& member : connector_of(target.kind).members)
    if (member.make != nullptr && !given.contains(member.name))
      made.emplace(member.name, part_of(target, member));
  return made;
}

}  // namespace connectors
