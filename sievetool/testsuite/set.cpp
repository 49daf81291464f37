// test_set: the current message and its envelope.

#include <array>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

constexpr std::string_view envelope = "envelope.";

/// `message`, or the member of the envelope in lower case; nothing: no such object.
std::optional<std::string> object(std::string_view name) {
  const std::string lowered = base::text::lowered(name);
  if (lowered == "message") return lowered;
  if (!lowered.starts_with(envelope)) return std::nullopt;
  const std::string member = lowered.substr(envelope.size());
  for (const std::string_view known : {"from", "to", "orig_to", "auth"})
    if (member == known) return member;
  return std::nullopt;
}

void check_set(sieve::Check& check, sieve::Statement& statement) {
  const sieve::Text& name = statement.given.positional[0]->strings.front();
  if (!object(name.constant))
    check.error(name.span, "test_set: there is no \"" + name.constant + '"',
                "message, envelope.from, envelope.to, envelope.orig_to and envelope.auth are there");
}

void set(sieve::Run& run, const sieve::Arguments& arguments) {
  World& world = testsuite::world(run);
  const auto member = *object(arguments.string("object"));
  const std::string value(arguments.string("value"));
  if (member == "message")
    world.current.take(std::make_shared<const mail::Message>(value));
  else if (!world.current.set(member, value))
    world.errors.push_back("test_set: \"" + value + "\" is no path for the envelope's " + member);
  show_current(run);
}

}  // namespace

std::vector<sieve::Command> set_commands() {
  return {{.name = "test_set",
           .takes = {{.name = "object", .constant = true}, sieve::string("value")},
           .check = check_set,
           .perform = set}};
}

}  // namespace sievetool::testsuite
