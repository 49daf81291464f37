// Programs of scripts, kept by their text.

#include "notifyd/filters/checked_scripts.hpp"

#include "net/on.hpp"

namespace notifyd::filters {
namespace {

constexpr std::size_t large_script_octets =
    32 * 1024;  // smaller ones are checked within a millisecond or two

}  // namespace

net::Task<std::shared_ptr<const sieve::Program>> CheckedScripts::program(std::string script) {
  auto check = [&] { return programs_.check(script).program; };
  if (script.size() <= large_script_octets) co_return check();
  auto checked = co_await net::on(pool_, check);
  co_return checked;
}

CheckedScripts& ScriptsOfAccounts::of(const std::string& address) {
  const sieve::Engine& engine = engine_of_(address);
  const std::lock_guard lock(mutex_);
  return by_engine_.try_emplace(&engine, engine, octets_, pool_).first->second;
}

}  // namespace notifyd::filters
