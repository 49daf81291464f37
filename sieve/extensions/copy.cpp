// "copy" (RFC 3894): fileinto and redirect that leave the implicit keep as it is, and pipe (Pigeonhole's
// spec-bosch-sieve-extprograms).

#include "sieve/extension.hpp"

namespace sieve {

extern const Extension copy_extension{
    .capability = "copy",
    .needs = Needs::delivery,
    .tags = {{.on = "fileinto", .name = ":copy", .apply = [](FileInto& action) { action.copy = true; }},
             {.on = "redirect", .name = ":copy", .apply = [](Redirect& action) { action.copy = true; }},
             {.on = "pipe", .name = ":copy", .apply = [](Pipe& action) { action.copy = true; }}},
};

}  // namespace sieve
