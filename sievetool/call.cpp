// The command line of sievetool: every verb is a line here.

#include "base/version.hpp"
#include "sievetool/command.hpp"

namespace sievetool {

int call(const std::vector<std::string>& words) {
  base::Program program("sievetool", "Checks Sieve scripts (RFC 5228) and runs them over messages.",
                        base::version);
  int status = 0;
  add_check(program.root(), status);
  add_run(program.root(), status);
  add_fmt(program.root(), status);
  add_test(program.root(), status);
  add_bench(program.root(), status);
  add_extensions(program.root(), status);
  return program.run(words) ? status : exit_usage;
}

}  // namespace sievetool
