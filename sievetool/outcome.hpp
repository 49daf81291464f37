// Running a program until it asks nothing more.
#pragma once

#include <functional>

#include "sieve/run.hpp"

namespace sievetool {

/// The limits hold for all tries together, as they do where mail is delivered.
sieve::Outcome outcome(const sieve::Program& program, const mail::Message& message,
                       const sieve::Environment& environment, sieve::RunOptions options,
                       const std::function<sieve::Answer(const sieve::Question&)>& answer);

}  // namespace sievetool
