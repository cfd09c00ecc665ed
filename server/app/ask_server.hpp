#pragma once

#include <string>

#include "app/config.hpp"
#include "net/http_client.hpp"
#include "rates/result.hpp"

namespace tickerd::app {

/// Makes one request to a server that listens on `listen` of this host and waits for its answer, at
/// most ten seconds. Fails as HttpClient::fetch does; any answer is a success. Blocks.
rates::Result<net::HttpResponse> ask_server(const ListenAddress& listen, const std::string& method,
                                            const std::string& target);

/// What is wrong by an answer that is a failure: the `detail` of its problem+json, else its status.
std::string failure_of(const net::HttpResponse& answer);

}  // namespace tickerd::app
