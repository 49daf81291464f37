// The scripts that `sievetool run` and `bench` include (RFC 6609): files NAME.sieve in folders.
#pragma once

#include <filesystem>
#include <string>

#include "sieve/engine.hpp"
#include "sieve/question.hpp"

namespace sievetool {

struct IncludeFolders {
  std::filesystem::path personal;
  std::string global;  ///< "": there are none
};

/// The answer to the question; what is wrong with the script is printed on standard error.
sieve::Answer included(const sieve::Engine& engine, const IncludeFolders& folders,
                       const sieve::IncludedScript& wanted);

/// 0 if there is such a folder, or if `global` is ""; else an exit status, and standard error says why.
int check_folder(const std::string& global);

}  // namespace sievetool
