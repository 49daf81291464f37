// The programs of scripts, checked once; large ones off the loop.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "net/task.hpp"
#include "net/wait.hpp"
#include "sieve/cache.hpp"

namespace notifyd::filters {

/// Thread-safe. The engine outlives it.
class CheckedScripts {
 public:
  /// `octets` of scripts are kept, of those that were used last; large ones are checked on `pool`.
  CheckedScripts(const sieve::Engine& engine, std::size_t octets, boost::asio::any_io_executor pool)
      : programs_(engine, octets), pool_(std::move(pool)) {}

  /// Null if the script has errors.
  net::Task<std::shared_ptr<const sieve::Program>> program(std::string script);

 private:
  sieve::ProgramCache programs_;
  boost::asio::any_io_executor pool_;
};

}  // namespace notifyd::filters
