// sievetool fmt: scripts in the canonical layout.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/folder.hpp"
#include "sieve/engine.hpp"
#include "sieve/print.hpp"
#include "sievetool/command.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

constexpr int exit_differs = 1;

struct Options {
  std::vector<std::string> files;
  bool write = false;
  bool check = false;
};

/// Nothing if the script has syntax errors, which are printed then.
std::optional<std::string> layout(const std::string& script, const std::string& file) {
  const sieve::Limits limits;
  std::vector<sieve::Fault> faults;
  auto out = sieve::printed(script, limits, faults);
  print_faults(faults, file);
  if (!out) return out;
  const auto before = sieve::syntax::parse(script, sieve::Lines(script), limits, faults);
  const auto after = sieve::syntax::parse(*out, sieve::Lines(*out), limits, faults);
  if (!faults.empty() || !sieve::syntax::same(before, after))
    throw std::logic_error(file + ": the layout would change what the script says");
  return out;
}

/// At once, through links, with the permissions that the file has. The exit status.
int replace(const std::string& file, const std::string& content) {
  try {
    const auto path = fs::canonical(file);
    const auto mode = fs::status(path).permissions();
    base::write_file(path, content, static_cast<unsigned>(mode & fs::perms::mask));
    fs::permissions(path, mode);  // the umask may have taken some
    return 0;
  } catch (const fs::filesystem_error& failure) {
    std::cerr << file << ": cannot be written: " << failure.code().message() << '\n';
    return exit_no_output;
  }
}

int format(const std::string& file, const Options& options) {
  const auto script = read_file(file);
  if (!script) {
    std::cerr << script.error().text << '\n';
    return exit_no_input;
  }
  const auto out = layout(*script, file);
  if (!out) return exit_data;
  if (!options.check && !options.write) {
    std::cout << *out;
    return 0;
  }
  if (*out == *script) return 0;
  if (options.write) return replace(file, *out);
  std::cout << file << '\n';
  return exit_differs;
}

int format(const Options& options) {
  if (options.check && options.write) throw base::UsageError("--check", "not together with --write");
  int status = 0;
  for (const auto& file : options.files) {
    if (file == "-" && options.write) throw base::UsageError("FILE", "standard input cannot be rewritten");
    status = std::max(status, format(file, options));
  }
  return status;
}

}  // namespace

void add_fmt(base::Verb program, int& status) {
  auto command = program.verb("fmt", "print scripts in the canonical layout");
  const auto options = std::make_shared<Options>();  // owned by the callback, filled by the parser
  command.option("FILE", options->files, "scripts, or - for standard input").required();
  command.flag("--write", options->write, "rewrite the files that would change, in place");
  command.flag("--check", options->check, "name the files that would change; exit 1 if there are any");
  command.action([options, &status] { status = format(*options); });
}

}  // namespace sievetool
