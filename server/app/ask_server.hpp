#pragma once

#include <string>
#include <string_view>

#include "app/config.hpp"
#include "net/http_client.hpp"
#include "rates/result.hpp"

namespace tickerd::app {

/// Makes one request to a server that listens on `listen` of this host and waits for its answer, at
/// most ten seconds. `name` is the configuration's key of that address, "listen". Fails with
/// bad_argument when the port is not known (0), else as HttpClient::fetch does; any answer is a
/// success. Blocks.
rates::Result<net::HttpResponse> ask_server(const ListenAddress& listen, std::string_view name,
                                            const std::string& method, const std::string& target);

/// What is wrong by an answer that is a failure: the `detail` of its problem+json, else its status.
std::string failure_of(const net::HttpResponse& answer);

}  // namespace tickerd::app
