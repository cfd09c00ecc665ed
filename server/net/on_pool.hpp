#pragma once

#include <boost/asio/thread_pool.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

/// Runs blocking `work` (a callable without arguments that returns a value and does not throw) on
/// `pool` and resumes the caller on its own executor with the value. The work is not cancelled
/// with the caller: what it refers to must outlive it.
template <class Work>
auto on_pool(asio::thread_pool& pool, Work work) -> asio::awaitable<decltype(work())>;

}  // namespace tickerd::net
