#pragma once

#include "net/answer_parser.hpp"
#include "net/connection.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"

namespace tickerd::net {

/// What one exchange came to.
struct Exchange {
  Result<HttpResponse> response;  ///< content coding removed
  bool keeps_connection = false;  ///< it may carry another exchange
  bool lost_unanswered = false;   ///< it was closed before a byte of the answer came
};

/// Whether `request` may be sent: its method and headers are well-formed, and it sets none of those
/// that the client sets. Fails with Errc::bad_argument.
Result<void> check(const HttpRequest& request);

/// Sends `request` to `url` (which is of this connection's host) and reads the answer, whatever its
/// status. The references outlive the operation.
asio::awaitable<Exchange> exchange(Connection& connection, const Url& url,
                                   const HttpRequest& request, Progress& progress);

}  // namespace tickerd::net
