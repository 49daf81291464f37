// A command as it came in.
#pragma once

#include <optional>
#include <string>

#include "store/imap/reply.hpp"
#include "store/imap/session.hpp"
#include "wire/imap/arguments.hpp"

namespace store::imap {

struct Session::Incoming {
  std::string tag = "*";
  const Command* command = nullptr;  ///< null: there is none of that name
  bool by_uid = false;
  std::string text;  ///< the arguments, and after each literal's mark what came behind the literal
  std::vector<base::Body> literals;
  wire::imap::Arguments arguments;
  std::optional<Reply> refused;  ///< it could not be read
};

}  // namespace store::imap
