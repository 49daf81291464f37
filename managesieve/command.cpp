// The command table of ManageSieve (RFC 5804 section 2), and the replies.

#include "managesieve/command.hpp"

#include "base/text.hpp"

namespace managesieve {

#define COMMAND(name) extern const Command name##_command;
#include "managesieve/commands.def"
#undef COMMAND

const std::vector<const Command*>& all_commands() {
  static const std::vector<const Command*> all{
#define COMMAND(name) &name##_command,
#include "managesieve/commands.def"
#undef COMMAND
  };
  return all;
}

const Command* find_command(std::string_view name) {
  for (const Command* command : all_commands())
    if (base::text::same_ignoring_case(command->name, name)) return command;
  return nullptr;
}

Reply ok(std::string text) {
  return {.response = {.status = Status::ok, .text = std::move(text)}};
}

Reply no(std::string code, std::string text) {
  return {.response = {.status = Status::no, .code = std::move(code), .text = std::move(text)}};
}

Reply bye(std::string code, std::string text) {
  return {.response = {.status = Status::bye, .code = std::move(code), .text = std::move(text)},
          .closes = true};
}

Reply bad(std::string text) {
  Reply reply = no("", std::move(text));
  reply.is_bad = true;
  return reply;
}

}  // namespace managesieve
