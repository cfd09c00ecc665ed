#pragma once

#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "rates/result.hpp"

namespace tickerd::net {

namespace asio = boost::asio;
using rates::Errc;
using rates::Error;
using rates::fail;
using rates::Result;

/// The completion token of every operation: it resumes the coroutine with a tuple whose first
/// element is the error_code; nothing throws.
inline constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

}  // namespace tickerd::net
