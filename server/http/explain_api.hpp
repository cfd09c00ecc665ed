#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace tickerd::http {

/// The answer of GET /v1/explain?pair=: how a rate came about, never cached. Pure; uses
/// View::explained.
Response explain(const Request& request, const View& view);

/// The pair of /v1/explain; a failure names the parameter.
rates::Result<rates::CurrencyPair> parse_explain_pair(const Request& request);

}  // namespace tickerd::http
