// A program that is run for its output, within limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct ProgramCall {
  std::string path;
  std::vector<std::string> arguments;    ///< without the program's own name
  std::vector<std::string> environment;  ///< all of it, each NAME=VALUE
  std::string_view input;                ///< its standard input
  std::chrono::milliseconds patience{10'000};
  bool keeps_output = true;              ///< false: however much it writes is dropped
  std::size_t output_limit = 1 << 20;    ///< octets of its standard output
  std::size_t memory_limit = 256 << 20;  ///< octets of its address space
};

struct ProgramEnded {
  int code = -1;       ///< its exit code; -1 if it was ended, or could not begin
  std::string output;  ///< what it wrote to its standard output
  std::string error;   ///< the beginning of what it wrote to its standard error
  std::string fault;   ///< why `code` is -1, a sentence for a person
  [[nodiscard]] bool succeeded() const { return code == 0; }
};

/// Blocks until it has ended, at most for its patience; then it is killed with all that it has started in its
/// process group. It inherits no descriptor but the three. Thread-safe; the process may not ignore SIGCHLD.
ProgramEnded run_program(const ProgramCall& call);

}  // namespace base
