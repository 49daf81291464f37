// Shell completion, made from the command line itself, so that it cannot lag behind.
#pragma once

#include <string>

#include "base/verb.hpp"

namespace notifyd {

/// A script for the shell to read. `program` is the whole command line.
std::string bash_completion(const base::Verb& program);
std::string zsh_completion(const base::Verb& program);
std::string fish_completion(const base::Verb& program);

}  // namespace notifyd
