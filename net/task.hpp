// The one door to coroutines: a Task runs on the loop that awaits it.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace net {

/// A coroutine. Whoever starts one awaits it; parameters are values, or references to something that owns it.
template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace net
