// The programs of scripts, checked once by the engine of their account; large ones off the loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
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

/// The engine that runs the scripts of an account. Outlives who asks.
using EngineOf = std::function<const sieve::Engine&(const std::string& address)>;

/// Those of all accounts, by engine. Thread-safe.
class ScriptsOfAccounts {
 public:
  /// `octets` for each engine.
  ScriptsOfAccounts(EngineOf engine_of, std::size_t octets, boost::asio::any_io_executor pool)
      : engine_of_(std::move(engine_of)), octets_(octets), pool_(std::move(pool)) {}

  CheckedScripts& of(const std::string& address);

 private:
  EngineOf engine_of_;
  std::size_t octets_;
  boost::asio::any_io_executor pool_;
  std::mutex mutex_;
  std::map<const sieve::Engine*, CheckedScripts> by_engine_;
};

}  // namespace notifyd::filters
