// Threads for work that somebody may ask for much of.

#include "net/lanes.hpp"

#include <functional>

#include <boost/asio/strand.hpp>

namespace net {

Lanes::Lanes(unsigned threads) : pool_(threads) {
  for (auto& lane : lanes_) lane = boost::asio::make_strand(pool_.executor());
}

boost::asio::any_io_executor Lanes::of(std::string_view owner) const {
  return lanes_[std::hash<std::string_view>()(owner) % lanes_.size()];
}

}  // namespace net
