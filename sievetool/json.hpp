// What sievetool prints with --json.
#pragma once

#include <vector>

#include <boost/json.hpp>

#include "sieve/action.hpp"
#include "sieve/error.hpp"
#include "sieve/run.hpp"

namespace sievetool {

boost::json::array to_json(const std::vector<sieve::Fault>& faults);
boost::json::object to_json(const sieve::Action& action);
boost::json::object to_json(const sieve::Outcome& outcome);

}  // namespace sievetool
