// The table of commands, and what is computed from it.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace store::imap {

#define COMMAND(name) extern const Command name##_command;
#include "store/imap/commands.def"
#undef COMMAND

namespace {

#define COMMAND(name) &name##_command,
constexpr std::array table{
#include "store/imap/commands.def"
};
#undef COMMAND

}  // namespace

std::span<const Command* const> all_commands() {
  return table;
}

const Command* find_command(std::string_view name) {
  const auto at = std::ranges::find_if(table, [&](const Command* command) {
    return command->run && base::text::same_ignoring_case(command->name, name);
  });
  return at == table.end() ? nullptr : *at;
}

std::string capabilities(const Session& session) {
  // LITERAL+ (RFC 7888) is the session's own: it reads every command's literals.
  std::string words = "IMAP4rev1 LITERAL+";
  for (const auto* command : table) {
    if (!command->capability.empty()) words += " " + std::string(command->capability);
    const auto offered = command->offers ? command->offers(session) : std::string();
    if (!offered.empty()) words += " " + offered;
  }
  return words;
}

Modified modifiers(std::string_view command, wire::imap::Arguments& arguments) {
  Modified modified;
  if (!arguments.take(' ')) return modified;
  arguments.expect('(');
  do {
    const auto name = arguments.atom();
    bool known = false;
    for (const auto* row : table) {
      for (const auto& modifier : row->modifiers) {
        if (modifier.on != command || !base::text::same_ignoring_case(modifier.name, name)) continue;
        known = true;
        modifier.read(arguments, modified);
      }
    }
    if (!known) arguments.fail("no such modifier: " + name);
  } while (arguments.take(' '));
  arguments.expect(')');
  return modified;
}

std::string response_codes(std::string_view command, Session& session) {
  std::string lines;
  for (const auto* row : table) {
    for (const auto& code : row->response_codes) {
      const auto text = code.on == command ? code.text(session) : std::string();
      if (!text.empty()) lines += "* OK [" + text + "] noted\r\n";
    }
  }
  return lines;
}

}  // namespace store::imap
