// The scripts that `sievetool run` includes.

#include "sievetool/included.hpp"

#include "sievetool/command.hpp"

namespace sievetool {

sieve::Answer included(const sieve::Engine& engine, const IncludeFolders& folders,
                       const sieve::IncludedScript& wanted) {
  const std::shared_ptr<const sieve::Program> none;
  if (wanted.global && folders.global.empty()) return none;
  // Names of scripts hold no '/' (RFC 6609 section 3.2), so they lead out of no folder.
  const auto path =
      (wanted.global ? std::filesystem::path(folders.global) : folders.personal) / (wanted.name + ".sieve");
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return none;
  const auto text = read_file(path.string());
  if (!text) return none;
  auto checked = engine.check(*text);
  print_errors(checked.faults, path.string());
  return std::move(checked.program);
}

}  // namespace sievetool
