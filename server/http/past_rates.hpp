#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "http/router.hpp"
#include "http/service.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// The value of `at` in `GET /v1/rates?at=2026-05-18`; none for other requests.
std::optional<std::string_view> date_asked_for(const Request& request);

/// Answers such a request: what each pair was worth on that value date, or on the last one before
/// it that is known, with the change against the one before. A coroutine of the edge's thread;
/// `service` and what `view` refers to outlive it.
net::asio::awaitable<Response> rates_at(Request request, Service& service, View view);

/// How many points `GET /v1/pairs?spark=30` or `GET /v1/tape?format=svg&spark=30` asks for, 2 to
/// 365; none when it asks for none. Fails with bad_argument.
rates::Result<std::optional<std::size_t>> sparks_asked_for(const Request& request);

/// The last `count` daily closes of the pairs that a request shows. Empty when they cannot be had:
/// a page without sparklines is better than none.
net::asio::awaitable<Sparks> read_sparks(Request request, Service& service, Reader reader,
                                         rates::Timestamp now, std::size_t count);

}  // namespace tickerd::http
