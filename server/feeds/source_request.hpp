#pragma once

#include <string>
#include <string_view>

#include "feeds/preset.hpp"
#include "net/http_client.hpp"
#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// What is sent to a source, and the address as people may see it.
struct SourceRequest {
  net::HttpRequest http;       ///< holds the key: a secret
  std::string url_for_people;  ///< `{key}` stands where the key does
};

/// The preset's request to one of its URLs (or another one of its form), filled in for `now` and
/// with `key`. Fails as fill_url.
rates::Result<SourceRequest> source_request(const Preset& preset, std::string_view url,
                                            rates::Timestamp now, std::string_view key);

/// The same filled in for `day` in the place of today.
rates::Result<SourceRequest> source_request(const Preset& preset, std::string_view url,
                                            rates::Date day, std::string_view key);

}  // namespace tickerd::feeds
