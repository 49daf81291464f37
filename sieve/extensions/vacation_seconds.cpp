// "vacation-seconds" (RFC 6131): vacation :seconds.

#include "sieve/extension.hpp"

namespace sieve {

extern const Extension vacation_seconds_extension{
    .capability = "vacation-seconds",
    .needs = Needs::delivery,
    .answers_delivery = true,
    .implies = {"vacation"},
    .tags = {{.on = "vacation", .name = ":seconds", .takes = {number("seconds")}, .group = "period"}},
};

}  // namespace sieve
