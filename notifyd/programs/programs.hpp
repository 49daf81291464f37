// Programs of the administrator that his scripts run, [sieve.programs].
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/body.hpp"
#include "base/config.hpp"
#include "base/log.hpp"
#include "base/octets.hpp"
#include "base/program.hpp"
#include "net/pool.hpp"
#include "net/task.hpp"
#include "sieve/converters.hpp"
#include "sieve/question.hpp"

namespace notifyd::programs {

struct ProgramSettings {
  std::filesystem::path folder;  ///< that holds them; "": no script runs one
  std::chrono::milliseconds patience{10'000};
  base::ByteCount memory = 256 << 20;  ///< of address space
  base::ByteCount output = 8 << 20;
  unsigned at_once = 4;
};

/// Reads [sieve.programs].
ProgramSettings read_programs(base::Config& config);

/// Reads [sieve.converter.NAME]: conversions of body parts (RFC 6558). Null if there are none.
std::shared_ptr<const sieve::Converters> read_converters(base::Config& config,
                                                         const ProgramSettings& programs);

/// Runs them on threads of their own. Thread-safe; outlives what it runs.
class Programs {
 public:
  Programs(ProgramSettings settings, std::string host, base::Log log);

  /// What vnd.dovecot.filter and execute ask for: the output, or nothing if the program fails.
  net::Task<std::optional<std::string>> answer(sieve::ProgramRun asked);

  struct Call {
    std::string program;
    std::vector<std::string> arguments;
    std::vector<std::string> environment;  ///< NAME=VALUE, beside PATH and HOST
    base::Body input;
  };
  /// For vnd.dovecot.pipe, whose programs wait in a line of their own; what they write is dropped.
  net::Task<base::ProgramEnded> run_later(Call call);

 private:
  net::Task<base::ProgramEnded> run(Call call, net::Pool& pool, bool keeps_output);

  ProgramSettings settings_;
  std::string host_;
  base::Log log_;
  net::Pool pool_;        ///< for those that a sender waits for
  net::Pool later_pool_;  ///< for pipes
};

}  // namespace notifyd::programs
