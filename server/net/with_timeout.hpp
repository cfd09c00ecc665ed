#pragma once

#include <chrono>

#include "net/asio.hpp"

namespace tickerd::net {

/// Runs `task` for at most `limit`, then cancels it and fails with Errc::timeout. Cancelled from
/// outside it fails with Errc::cancelled.
template <class T>
asio::awaitable<Result<T>> with_timeout(asio::awaitable<Result<T>> task,
                                        std::chrono::milliseconds limit);

}  // namespace tickerd::net
