// A small script is checked within a millisecond or two: not worth a change of threads.

#include "notifyd/filters/programs.hpp"

#include <utility>

#include "net/on.hpp"

namespace notifyd::filters {
namespace {

constexpr std::size_t large_octets = 32 * 1024;

}  // namespace

Programs::Programs(const sieve::Engine& engine, boost::asio::any_io_executor pool, std::size_t octets)
    : cache_(engine, octets), pool_(std::move(pool)) {}

net::Task<sieve::Checked> Programs::check(std::string script) {
  if (script.size() <= large_octets) co_return cache_.check(script);
  auto work = [&] { return cache_.check(script); };
  auto checked = co_await net::on(pool_, work);
  co_return checked;
}

}  // namespace notifyd::filters
