// sievetool: checks Sieve scripts and tries them out, without a server.

#include <CLI/CLI.hpp>

#include "sievetool/command.hpp"

int main(int count, char** arguments) {
  CLI::App app("Checks Sieve scripts (RFC 5228) and runs them over messages.", "sievetool");
  app.require_subcommand(1);
  int status = 0;
  sievetool::add_check(app, status);
  sievetool::add_run(app, status);
  sievetool::add_extensions(app, status);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : sievetool::exit_usage;
  }
  return status;
}
