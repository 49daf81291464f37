// Precompiled for rooms with coroutines: pch_plain and the parts of Asio that each of them meets.
#pragma once

#include <atomic>
#include <coroutine>
#include <mutex>
#include <thread>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cmake/pch_plain.hpp"
