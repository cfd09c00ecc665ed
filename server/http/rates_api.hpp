#pragma once

#include <string_view>

#include "http/message.hpp"
#include "http/router.hpp"

/// The answers of the public API, one function a path. Pure.
namespace tickerd::http {

Response rates_list(const Request& request, const View& view);
/// `name` is the pair as the path has it: "KGS-USD".
Response one_rate(const Request& request, std::string_view name, const View& view);
Response convert(const Request& request, const View& view);
Response pair_catalogue(const Request& request, const View& view);
Response tape(const Request& request, const View& view);

/// Why a pair has no rate: 503 when it is configured and none came yet, else 404.
Response no_rate(const rates::CurrencyPair& pair, const View& view);

/// The pair of /v1/convert; a failure names the parameter.
rates::Result<rates::CurrencyPair> parse_convert_pair(const Request& request);

}  // namespace tickerd::http
