// sievetool: checks Sieve scripts and tries them out, without a server.

#include "sievetool/command.hpp"

int main(int count, char** arguments) {
  base::Program program("sievetool", "Checks Sieve scripts (RFC 5228) and runs them over messages.", "0.1.0");
  int status = 0;
  sievetool::add_check(program.root(), status);
  sievetool::add_run(program.root(), status);
  sievetool::add_test(program.root(), status);
  sievetool::add_extensions(program.root(), status);
  return program.run({arguments + 1, arguments + count}) ? status : sievetool::exit_usage;
}
