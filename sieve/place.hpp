// Where the scripts of an account run, which decides what they can do.
#pragma once

#include <string>

namespace sieve {

/// What a command or an extension needs of the place, besides the rest of the language. Each needs all before
/// it.
enum class Needs {
  message,    ///< a message that can be read, and somebody who can be told of it
  delivery,   ///< a message on its way: its envelope, and a say in where it goes
  mailboxes,  ///< the mailboxes of the store that runs the script
};

struct Place {
  Needs offers = Needs::mailboxes;
  std::string reason;  ///< why it offers no more, as a clause for the script's owner
};

}  // namespace sieve
