// The subcommands of sievetool, one file each, and how they end (sysexits.h).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/verb.hpp"
#include "sieve/error.hpp"

namespace sievetool {

inline constexpr int exit_usage = 64;      ///< EX_USAGE
inline constexpr int exit_data = 65;       ///< EX_DATAERR: the script has errors, or failed
inline constexpr int exit_no_input = 66;   ///< EX_NOINPUT: a file cannot be read
inline constexpr int exit_no_output = 73;  ///< EX_CANTCREAT: a file cannot be written

/// Each adds its verb; when it runs, it leaves the exit status of the program in `status`, which must
/// outlive the program.
void add_check(base::Verb program, int& status);
void add_run(base::Verb program, int& status);
void add_fmt(base::Verb program, int& status);
void add_test(base::Verb program, int& status);
void add_bench(base::Verb program, int& status);
void add_extensions(base::Verb program, int& status);

/// The whole command line; `words` are what stands behind the program's name. The exit status.
int call(const std::vector<std::string>& words);

/// The whole file, or standard input for "-". At most 256 MiB.
base::Result<std::string> read_file(const std::string& path);

/// Faults as people read them, on standard error.
void print_faults(const std::vector<sieve::Fault>& faults, const std::string& name);
/// Without the warnings: for those who want to do something with the script.
void print_errors(const std::vector<sieve::Fault>& faults, const std::string& name);
/// Errors likewise, or with `json` all faults in one object on standard output. Returns exit_data.
int refuse(const std::vector<sieve::Fault>& faults, const std::string& name, bool json);
/// What cannot be read, on standard error, or with `json` as `reason` of an object on standard output.
/// Returns exit_no_input.
int no_input(const base::Error& error, bool json);

}  // namespace sievetool
