// A command of the IMAP server: one file in commands/ and one line in commands.def.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/task.hpp"
#include "store/imap/reply.hpp"
#include "store/imap/session.hpp"
#include "wire/imap/arguments.hpp"

namespace store::imap {

/// States of RFC 3501 section 3, as bits. `selected` implies a login.
constexpr unsigned not_authenticated = 1;
constexpr unsigned authenticated = 2;
constexpr unsigned selected = 4;
constexpr unsigned any_state = not_authenticated | authenticated | selected;

using Run = net::Task<Reply> (*)(Session&, wire::imap::Arguments);

/// What modifiers (RFC 4466) add to a command.
struct Modified {
  std::string special_use;  ///< CREATE: USE (RFC 6154 section 3)
};

/// A modifier that an extension adds to a command: `CREATE x (USE (\Sent))`.
struct Modifier {
  std::string_view on;
  std::string_view name;
  /// Reads what stands behind the name.
  void (*read)(wire::imap::Arguments&, Modified&);
};

/// A response code that an extension adds to a command's untagged OKs.
struct ResponseCode {
  std::string_view on;
  /// The code without brackets, "" for none now.
  std::string (*text)(Session&);
};

/// A row of the table. One without `run` only offers something or changes other commands.
struct Command {
  std::string_view name;                            ///< upper case
  std::string_view capability = {};                 ///< words of CAPABILITY, always offered
  std::string (*offers)(const Session&) = nullptr;  ///< words of CAPABILITY that depend on the session
  unsigned allowed_in = 0;
  Run run = nullptr;
  Run run_by_uid = nullptr;     ///< UID name ...
  bool holds_expunges = false;  ///< no EXPUNGE response while it runs, unless by UID (RFC 3501 section 7.4.1)
  bool takes_message = false;   ///< its literals may be as large as a message
  std::span<const Modifier> modifiers = {};
  std::span<const ResponseCode> response_codes = {};
};

/// Every row of commands.def.
std::span<const Command* const> all_commands();
/// Null if there is none that can run.
const Command* find_command(std::string_view name);
/// What CAPABILITY lists in the session's present state.
std::string capabilities(const Session& session);
/// ` (NAME value NAME value)` at the end of a command, if there is one; an unknown name fails.
Modified modifiers(std::string_view command, wire::imap::Arguments& arguments);
/// The untagged OK lines that extensions add to `command`.
std::string response_codes(std::string_view command, Session& session);

}  // namespace store::imap
