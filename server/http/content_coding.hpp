#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "http/message.hpp"

namespace tickerd::http {

/// The body of `response` as it goes out: gzipped where the client takes that and the body is text
/// of at least `gzip_from_bytes`. Sets the headers that tell.
std::shared_ptr<const std::string> choose_coding(Response& response, const Request& request,
                                                 std::size_t gzip_from_bytes);

}  // namespace tickerd::http
