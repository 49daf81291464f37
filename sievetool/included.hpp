// The scripts that `sievetool run` includes (RFC 6609): files NAME.sieve in folders.
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

}  // namespace sievetool
