// The scripts that `sievetool run` and `bench` include.

#include "sievetool/included.hpp"

#include <iostream>
#include <system_error>

#include "sievetool/command.hpp"

namespace sievetool {

sieve::Answer included(const sieve::Engine& engine, const IncludeFolders& folders,
                       const sieve::IncludedScript& wanted) {
  const sieve::IncludedScript::Reply none;
  if (wanted.global && folders.global.empty()) {
    std::cerr << "include :global \"" << wanted.name << "\": --global-scripts says where they are\n";
    return none;
  }
  // Names of scripts hold no '/' (RFC 6609 section 3.2), so they lead out of no folder.
  const auto path =
      (wanted.global ? std::filesystem::path(folders.global) : folders.personal) / (wanted.name + ".sieve");
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return none;
  const auto text = read_file(path.string());
  if (!text) {
    std::cerr << text.error().text << '\n';
    return none;
  }
  const auto checked = engine.check(*text);
  print_errors(checked.faults, path.string());
  return sieve::IncludedScript::Reply(checked.program);
}

int check_folder(const std::string& global) {
  if (global.empty() || std::filesystem::is_directory(global)) return 0;
  std::cerr << global << ": is no folder\n";
  return exit_no_input;
}

}  // namespace sievetool
