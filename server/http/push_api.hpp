#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/service.hpp"

/// POST /v1/quotes: how a push is refused, and what it is told. Pure.
namespace tickerd::http {

inline constexpr std::string_view push_path = "/v1/quotes";

/// Whether a request is for the push route: there is one, when a feed is pushed.
bool is_push(const Request& request, const Site& site);

/// The feed that a push is for: the one of the scope `push:FEED` of its token; `?feed=` says which,
/// where there are several. Else the refusal: 405 when it is no POST, 401 without a good token, 403
/// when it is for no pushed feed or for another one, 400 when it does not say for which.
std::expected<std::string, Response> feed_to_push(const Request& request, const Site& site,
                                                  rates::Timestamp now);

/// What the sender is told: 200 with {"taken":N,"problems":[{"where","what"}],"held":["USD/TMT"]},
/// where held are the pairs whose value by this batch is not shown yet; 415 when the body is of
/// another type than the feed reads, 413 when it is beyond a limit, 503 when the server is on
/// its way out, else 400 with what is wrong with the body.
Response push_answer(const PushResult& result);

}  // namespace tickerd::http
