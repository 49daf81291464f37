// "spamtest", "spamtestplus" and "virustest" (RFC 5235): what the site's scanners found.

#include <string>

#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/score.hpp"

namespace sieve {
namespace {

/// `least` and up for a message that was tested, by `steps`. Section 3.1: one that was not counts as nothing.
bool test(Run& run, const Arguments& arguments, const ScoreSource* source, int least, int steps) {
  constexpr double rounding = 1e-9;  // so that 3 of 10 by 100 is 30
  const auto ratio = source == nullptr ? std::nullopt : source->ratio(run.message().header());
  const std::string value = ratio ? std::to_string(least + static_cast<int>(*ratio * steps + rounding)) : "0";
  Match match(run, arguments, false);
  return match.offer(value, ratio ? 1 : 0) || match.finish();
}

// Sections 3.2.1 and 3.2.2.
bool spamtest(Run& run, const Arguments& arguments) {
  const auto* source = run.limits().spam.get();
  return arguments.has(":percent") ? test(run, arguments, source, 0, 100)
                                   : test(run, arguments, source, 1, 9);
}

// Section 3.3.
bool virustest(Run& run, const Arguments& arguments) {
  return test(run, arguments, run.limits().virus.get(), 1, 4);
}

}  // namespace

extern const Extension spamtest_extension{
    .capability = "spamtest",
    .tests = {{.name = "spamtest", .takes = {string("value")}, .keys = "value", .evaluate = spamtest}},
};

extern const Extension spamtestplus_extension{
    .capability = "spamtestplus",
    .implies = {"spamtest"},
    .tags = {{.on = "spamtest", .name = ":percent"}},
};

extern const Extension virustest_extension{
    .capability = "virustest",
    .tests = {{.name = "virustest", .takes = {string("value")}, .keys = "value", .evaluate = virustest}},
};

}  // namespace sieve
