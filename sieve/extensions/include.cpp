// "include" (RFC 6609): include, return, global, and the variables ${global.NAME}.

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/variable_name.hpp"

namespace sieve {
namespace {

/// Of one run: what was included, and what is being so.
struct Included {
  std::set<IncludedScript> all;
  std::vector<IncludedScript> open;
  std::size_t count = 0;
};

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

/// RFC 5804 section 1.6, and nothing that could lead out of a folder.
bool is_script_name(std::string_view name) {
  constexpr auto longest = 256;  // characters; RFC 5804 section 1.6 demands 128
  if (name.empty() || !base::text::is_utf8(name) || std::ranges::count_if(name, begins_character) > longest)
    return false;
  if (name.front() == '.' || name.find('/') != std::string_view::npos) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const auto next = i + 1 < name.size() ? static_cast<unsigned char>(name[i + 1]) : 0U;
    if (c < 32 || c == 127 || (c == 0xC2 && next < 0xA0)) return false;  // U+0080 to U+009F
    if (name.substr(i).starts_with("\u2028") || name.substr(i).starts_with("\u2029")) return false;
  }
  return true;
}

void check_include(Check& check, Statement& statement) {
  const Text& name = statement.given.positional[0]->strings.front();
  if (!is_script_name(name.constant))
    check.error(name.span, "\"" + name.constant + "\" cannot be the name of a script",
                "names have no control characters and no '/', and do not begin with '.'");
}

/// For people. Quotes in the name are quoted, so that its end is known.
std::string shown(const IncludedScript& script) {
  std::string out = script.global ? "global script \"" : "script \"";
  for (const char c : script.name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// Section 3.2. :once passes over what would be a recursion; :optional over a script that is not there, not
// over one with errors: what it was to do would be left out unseen.
Flow include(Run& run, const Statement& statement) {
  const Arguments arguments(run, statement.given);
  IncludedScript script{.global = arguments.has(":global"), .name = std::string(arguments.string("value"))};
  auto& state = run.state<Included>();
  if (state.open.empty() && !run.script().empty()) {  // a script is included in itself by its name too
    const IncludedScript main{.global = false, .name = std::string(run.script())};
    state.all.insert(main);
    state.open.push_back(main);
  }
  if (arguments.has(":once") && state.all.contains(script)) return Flow::next;
  const std::string name = '"' + script.name + '"';
  if (std::ranges::find(state.open, script) != state.open.end())
    run.fail("include: the script " + name + " would include itself");
  const auto program = run.ask(script);
  if (!program) {
    if (arguments.has(":optional")) return Flow::next;
    run.fail("include: there is no script " + name);
  }
  if (*program == nullptr) run.fail("include: the script " + name + " has errors");
  const Limits& limits = run.limits();
  if (run.depth() >= limits.include_depth)
    run.fail("include: more than " + std::to_string(limits.include_depth) + " scripts within scripts");
  if (++state.count > limits.includes)
    run.fail("include: more than " + std::to_string(limits.includes) + " scripts are included");
  run.note("include " + name);
  state.all.insert(script);
  state.open.push_back(script);
  const Flow flow = run.call(**program, shown(script));  // the answer holds it
  run.state<Included>().open.pop_back();
  return flow == Flow::stop ? Flow::stop : Flow::next;
}

Flow leave(Run& run, const Statement& /*statement*/) {
  run.note("return");
  return Flow::leave_script;
}

// Section 3.4.1.
void check_global(Check& check, Statement& statement) {
  if (!check.in_effect("variables"))
    return check.error(statement.given.positional[0]->span,
                       std::string(statement.command->name) + " needs the extension \"variables\"",
                       "add at the top: require \"variables\";");
  check.uses("variables");
  for (const auto& name : statement.given.positional[0]->strings) {
    if (!is_variable_name(name.constant))
      check.error(name.span, "\"" + name.constant + "\" is not the name of a variable");
    else if (const auto slot = check.variable(name.constant, name.span); check.is_set(slot))
      check.error(name.span, "the variable \"" + name.constant + "\" was set before it became global",
                  "put global behind require");
    else
      check.share(slot);
  }
}

Flow next(Run& /*run*/, const Statement& /*statement*/) {
  return Flow::next;
}

/// Also under the names of its drafts, which Pigeonhole takes and old scripts have.
Command global_command(std::string_view name) {
  return {.name = name,
          .takes = {{.name = "value", .kind = Parameter::Kind::string_list, .constant = true}},
          .check = check_global,
          .control = next};
}

}  // namespace

extern const Extension include_extension{
    .capability = "include",
    .needs = Needs::delivery,
    .commands = {{.name = "include",
                  .takes = {{.name = "value", .constant = true}},
                  .tags = {{.name = ":personal", .group = "LOCATION"},
                           {.name = ":global", .group = "LOCATION"},
                           {.name = ":once"},
                           {.name = ":optional"}},
                  .check = check_include,
                  .control = include},
                 {.name = "return", .ends = true, .control = leave},
                 global_command("global"),
                 global_command("import"),
                 global_command("export")},
    .namespaces = {{.name = "global", .knows = is_variable_name, .shares = true}},
};

}  // namespace sieve
