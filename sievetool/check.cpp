// sievetool check: all errors and warnings of scripts.

#include <iostream>
#include <memory>

#include "sieve/engine.hpp"
#include "sievetool/command.hpp"
#include "sievetool/json.hpp"

namespace sievetool {
namespace {

struct Options {
  std::vector<std::string> files;
  bool json = false;
};

int check(const Options& options) {
  const sieve::Engine engine;
  boost::json::array files;
  int status = 0;
  for (const auto& file : options.files) {
    const auto script = read_file(file);
    if (!script) {
      if (options.json)
        files.push_back({{"file", utf8(file)}, {"ok", false}, {"reason", utf8(script.error().text)}});
      else
        std::cerr << script.error().text << '\n';
      status = exit_no_input;
      continue;
    }
    const auto checked = engine.check(*script);
    if (checked.program == nullptr && status == 0) status = exit_data;
    if (options.json)
      files.push_back(
          {{"file", utf8(file)}, {"ok", checked.program != nullptr}, {"faults", to_json(checked.faults)}});
    else
      print_faults(checked.faults, file);
    if (checked.program == nullptr && script->find("vnd.dovecot.testsuite") != std::string::npos)
      std::cerr << file << " is a test of scripts: `sievetool test " << file << "` runs it\n";
  }
  if (options.json) std::cout << boost::json::serialize(files) << '\n';
  return status;
}

}  // namespace

void add_check(base::Verb program, int& status) {
  auto command = program.verb(
      "check", "report all errors and warnings, with all that is built in; exit 65 if there are errors");
  const auto options = std::make_shared<Options>();  // owned by the callback, filled by the parser
  command.option("FILE", options->files, "scripts, or - for standard input").required();
  command.flag("--json", options->json, "print one JSON array");
  command.action([options, &status] { status = check(*options); });
}

}  // namespace sievetool
