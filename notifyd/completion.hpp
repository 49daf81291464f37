// Shell completion, made from the command line itself, so that it cannot lag behind.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace notifyd {

/// A script for the shell to read. `app` is the whole command line.
std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);

}  // namespace notifyd
