// What the extensions share that run programs of the administrator (Pigeonhole's
// spec-bosch-sieve-extprograms).
#pragma once

#include <string>
#include <string_view>

#include "base/body.hpp"
#include "sieve/extension.hpp"

namespace sieve {

/// The parameters of pipe, filter and execute: the program, and its arguments.
std::vector<Parameter> program_parameters();

/// Reports constant names and arguments that no program can have.
void check_program(Check& check, const Given& given);

/// The program and its arguments, without input; bad ones are an error of the run.
ProgramRun program_run(Run& run, const Arguments& arguments);

/// NAME=VALUE of what the program may know of the delivery.
std::vector<std::string> program_environment(const Run& run);

/// How many more the run may run.
std::size_t programs_left(Run& run);

/// The message as it is now.
base::Body message_body(Run& run);

/// What the program writes when it is given `input`, or nothing if it fails. Runs it once, however often the
/// run begins anew.
std::optional<std::string> output_of(Run& run, ProgramRun call, base::Body input);

}  // namespace sieve
