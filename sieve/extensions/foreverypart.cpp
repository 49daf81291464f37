// "foreverypart" (RFC 5703 section 3): foreverypart and break.

#include <algorithm>
#include <optional>
#include <utility>

#include "mail/mime.hpp"
#include "sieve/extension.hpp"
#include "sieve/parts.hpp"

namespace sieve {
namespace {

constexpr std::string_view loop_command = "foreverypart";

std::string too_deep(const Limits& limits) {
  return "foreverypart: more than " + std::to_string(limits.loops) + " loops within each other";
}

std::optional<std::string_view> name_of(const Statement& statement) {
  for (const auto& tag : statement.given.tags)
    if (tag.tag->name == ":name") return tag.value->strings.front().constant;
  return std::nullopt;
}

bool is_loop(const Statement* statement) {
  return statement->command->name == loop_command;
}

void check_loop(Check& check, Statement& statement) {
  const auto around = static_cast<std::size_t>(std::ranges::count_if(check.enclosing(), is_loop));
  if (around >= check.limits().loops) check.error(statement.span, too_deep(check.limits()));
}

void check_break(Check& check, Statement& statement) {
  const auto name = name_of(statement);
  const bool fits = std::ranges::any_of(check.enclosing(), [&](const Statement* around) {
    return is_loop(around) && (!name || name_of(*around) == name);
  });
  if (fits) return;
  check.error(statement.span, "break stands in no foreverypart" +
                                  (name ? " of the name \"" + std::string(*name) + '"' : std::string()));
}

/// To the next part, depth first; false behind the last one.
bool advance(Run& run, Loops::Loop& loop) {
  const mail::Part* part = part_at(run, loop.at);
  if (!std::exchange(loop.replaced, false) && part != nullptr && !part->parts.empty()) {
    loop.at.push_back(0);
    return true;
  }
  while (loop.at.size() > loop.within.size()) {
    const std::size_t next = loop.at.back() + 1;
    loop.at.pop_back();
    part = part_at(run, loop.at);
    if (part == nullptr || next >= part->parts.size()) continue;
    loop.at.push_back(next);
    return true;
  }
  return false;
}

Flow at_part(Run& run, const Statement& statement) {
  if (++run.state<Loops>().parts > run.limits().parts)
    run.fail("foreverypart: more than " + std::to_string(run.limits().parts) + " parts in one run");
  if (run.tracing()) {
    const mail::Part* part = current_part(run);
    run.note("foreverypart at " + (part == nullptr ? "nothing" : part->type.type + '/' + part->type.subtype));
  }
  return run.execute(statement.block);
}

// The outermost loop begins with the whole message, one inside another with the first part of its part.
Flow for_every_part(Run& run, const Statement& statement) {
  auto& open = run.state<Loops>().open;
  if (open.size() >= run.limits().loops) run.fail(too_deep(run.limits()));
  Loops::Loop loop{.name = name_of(statement), .within = current_path(run), .at = current_path(run)};
  if (!open.empty() && !advance(run, loop)) return Flow::next;
  const std::size_t index = open.size();
  open.push_back(std::move(loop));
  Flow flow = Flow::next;
  do {
    flow = at_part(run, statement);
  } while (flow == Flow::next && advance(run, open[index]));
  open.pop_back();
  const bool ended_here = flow == Flow::leave_loop && run.state<Loops>().left == index;
  return ended_here ? Flow::next : flow;
}

// Of two loops with one name the inner one hides the other.
Flow leave_loop(Run& run, const Statement& statement) {
  auto& loops = run.state<Loops>();
  const auto name = name_of(statement);
  loops.left = loops.open.size() - 1;
  while (name && loops.left > 0 && loops.open[loops.left].name != name) --loops.left;
  run.note("break");
  return Flow::leave_loop;
}

const std::vector<Tag> name_tag{{.name = ":name", .takes = {{.name = "name", .constant = true}}}};

}  // namespace

extern const Extension foreverypart_extension{
    .capability = "foreverypart",
    .looks_inside = true,
    .commands =
        {{.name = loop_command,
          .tags = name_tag,
          .block = true,
          .check = check_loop,
          .control = for_every_part},
         {.name = "break", .tags = name_tag, .ends = true, .check = check_break, .control = leave_loop}},
};

}  // namespace sieve
