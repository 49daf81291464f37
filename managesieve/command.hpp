// A ManageSieve command as a value: its name, its arguments, and what it does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/task.hpp"
#include "wire/managesieve.hpp"

namespace managesieve {

class Session;

using wire::managesieve::Response;
using wire::managesieve::Status;
using wire::managesieve::Token;

/// What is written in answer to a command: lines of data, then the response.
struct Reply {
  Response response;
  std::string data;     ///< whole lines, with CRLF
  bool closes = false;  ///< the session ends after it
  bool is_bad = false;  ///< counts against a client that does not speak the protocol
};

Reply ok(std::string text = {});
/// `code` as in section 1.3, "" for none.
Reply no(std::string code, std::string text);
Reply bye(std::string code, std::string text);
/// Not in the grammar, or out of place.
Reply bad(std::string text);

/// An argument that a command takes. Names are checked before the command runs; only scripts may be long.
struct Takes {
  enum class Kind : std::uint8_t { text, name, active_name, number, script };
  Kind kind = Kind::text;
  bool optional = false;
};

/// States in which a command is valid (section 2).
enum AllowedIn : std::uint8_t { unauthenticated = 1, authenticated = 2 };

/// The arguments of one command, as many and of such kinds as it takes.
using Arguments = std::vector<Token>;

struct Command {
  std::string_view name;  ///< upper case
  unsigned allowed_in = authenticated;
  std::vector<Takes> takes;
  net::Task<Reply> (*run)(Session& session, Arguments arguments) = nullptr;
};

/// ASCII case is ignored; null if there is no such command.
const Command* find_command(std::string_view name);
/// All of them, in the order of commands.def.
const std::vector<const Command*>& all_commands();

}  // namespace managesieve
