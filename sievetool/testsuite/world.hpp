// All that a test file and the scripts it starts can see and change. It is the host of their runs.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/engine.hpp"
#include "sieve/extension.hpp"
#include "sieve/host.hpp"
#include "sieve/interpreter.hpp"
#include "sievetool/testsuite/current.hpp"
#include "sievetool/testsuite/mailboxes.hpp"
#include "sievetool/testsuite/scripts.hpp"
#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

/// A mail that left, for one recipient of several perhaps.
struct Sent {
  sieve::Edited message;
  mail::Address sender;
  mail::Address recipient;
};

/// What became of one `test`.
struct Verdict {
  std::string name;
  std::string failure;  ///< of test_fail
  bool passed = true;
  std::vector<std::string> errors;  ///< the error log, when it failed
};

class World final : public sieve::Host {
 public:
  World(std::filesystem::path folder, std::ostream& to) : scripts(std::move(folder)), prints(to) {}
  /// Settings count from now on: those of the engine (""), or of one extension.
  void reload(std::string_view extension);
  sieve::Answer answer(const sieve::Question& question) override;
  /// What is compiled, run or carried out begins the error log anew.
  void begin_log();

  Current current;
  Mailboxes mailboxes;
  std::vector<Sent> outgoing;
  std::vector<std::string> errors;  ///< of other scripts: compiling, running and carrying out
  Settings settings;
  Scripts scripts;

  std::ostream& prints;  ///< for test_message_print and the like

  std::vector<Verdict> verdicts;  ///< of the blocks that came to an end
  Verdict block;                  ///< the one that is running
  bool in_block = false;
  bool logged_in_block = false;  ///< the error log is of the block that is running
  std::string failure;           ///< of test_fail outside a block
  bool failed = false;           ///< the file itself
  std::size_t depth = 0;         ///< scripts that are running below the file
};

/// Fails the block that is running, or the file, or the script below it: what the caller's control returns.
sieve::Flow failed(sieve::Run& run, std::string reason);

/// The world of a run: every run of this program has one.
World& world(sieve::Run& run);

/// The message as the script sees it now.
sieve::Edited seen(sieve::Run& run);
/// The message that became the current one is what the script sees from now on.
void show_current(sieve::Run& run);

/// Performs all that was not performed before, then the implicit keep. If one fails, all is undone and the
/// message stored in INBOX as it came; one error is logged.
bool carry_out(World& world, sieve::Result& result);

}  // namespace sievetool::testsuite
