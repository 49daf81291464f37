// "vnd.dovecot.debug", as Pigeonhole has it: debug_log writes a line for the owner: into the trace of the run
// or of the delivery.

#include "sieve/extension.hpp"

namespace sieve {
namespace {

void debug_log(Run& run, const Arguments& arguments) {
  run.remark("debug_log: " + std::string(arguments.string("message")));
}

}  // namespace

extern const Extension vnd_dovecot_debug_extension{
    .capability = "vnd.dovecot.debug",
    .commands = {{.name = "debug_log", .takes = {string("message")}, .perform = debug_log}},
};

}  // namespace sieve
