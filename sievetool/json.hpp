// What sievetool prints with --json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "sieve/action.hpp"
#include "sieve/error.hpp"
#include "sieve/run.hpp"

namespace sievetool {

/// JSON is UTF-8; scripts, mail and names of files need not be.
std::string utf8(std::string_view text);

boost::json::array to_json(const std::vector<sieve::Fault>& faults);
boost::json::object to_json(const sieve::Action& action);
boost::json::object to_json(const sieve::Outcome& outcome);

}  // namespace sievetool
