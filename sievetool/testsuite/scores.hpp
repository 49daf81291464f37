// The settings of spamtest and virustest.
#pragma once

#include <memory>
#include <string>

#include "sieve/score.hpp"

namespace sievetool::testsuite {

class Settings;

/// Those that begin with `sieve_NAME_`; null if they name no header, or are wrong: nothing is tested then.
/// `worst` is the largest N of text_value.
std::shared_ptr<const sieve::ScoreSource> score_source(const Settings& settings, const std::string& name,
                                                       std::size_t worst);

/// Is it one of those that score_source() looks at?
bool is_score_setting(std::string_view name);

}  // namespace sievetool::testsuite
