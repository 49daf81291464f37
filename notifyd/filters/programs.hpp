// Scripts as programs, checked where they hold up nobody.
#pragma once

#include <cstddef>
#include <string>

#include "net/task.hpp"
#include "net/wait.hpp"
#include "sieve/cache.hpp"

namespace notifyd::filters {

/// A cache of programs for loops. Thread-safe.
class Programs {
 public:
  /// The engine outlives it; `octets` as of sieve::ProgramCache.
  Programs(const sieve::Engine& engine, boost::asio::any_io_executor pool, std::size_t octets);

  /// As sieve::ProgramCache::check, but a large script is checked on the pool.
  net::Task<sieve::Checked> check(std::string script);

 private:
  sieve::ProgramCache cache_;
  boost::asio::any_io_executor pool_;
};

}  // namespace notifyd::filters
