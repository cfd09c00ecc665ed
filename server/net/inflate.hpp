#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "net/asio.hpp"

namespace tickerd::net {

/// `bytes` without the HTTP content coding named `coding` ("gzip", "x-gzip", "deflate", "identity"
/// or empty; case-insensitive), at most `max_bytes` long. Deflate may come with or without its zlib
/// header, gzip in several members. Fails with Errc::too_large beyond the limit (no more than that
/// is ever held), with Errc::bad_document for another coding and for broken or cut off data.
Result<std::string> inflate(std::string bytes, std::string_view coding, std::size_t max_bytes);

}  // namespace tickerd::net
