#pragma once

#include <string_view>

#include "http/message.hpp"
#include "http/service.hpp"

/// POST /v1/quotes: how a push is refused, and what it is told. Pure.
namespace tickerd::http {

inline constexpr std::string_view push_path = "/v1/quotes";

/// Whether a request is for the push route: it is, when there is a door.
bool is_push(const Request& request, const Site& site);

/// The refusal of a push that is no POST or shows no token of a door: 405, or 401, the same for a
/// missing and a wrong token.
Response refuse_push(const Request& request);

/// What the sender is told: 200 with {"taken":N,"problems":[{"where","what"}],"held":["USD/TMT"]},
/// where held are the pairs whose value by this batch is not shown yet; 415 when the body is of
/// another type than the feed reads, 413 when it is beyond a limit, 503 when the server is on
/// its way out, else 400 with what is wrong with the body.
Response push_answer(const PushResult& result);

}  // namespace tickerd::http
