// Threads for work that somebody may ask for much of: what is of one owner runs one after the other.
#pragma once

#include <array>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "net/pool.hpp"

namespace net {

/// So nobody has more than one of the threads, and none of Loops::pool(). Safe from any thread.
class Lanes {
 public:
  explicit Lanes(unsigned threads);

  /// Always the same for an owner; a few owners may share one.
  [[nodiscard]] boost::asio::any_io_executor of(std::string_view owner) const;

 private:
  Pool pool_;
  std::array<boost::asio::any_io_executor, 256> lanes_;
};

}  // namespace net
