#pragma once

#include <string>
#include <string_view>

#include "feeds/feed_spec.hpp"
#include "net/http_client.hpp"
#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// A request to a source, and its URL as people may see it: with `{key}` in place of the key.
struct PollRequest {
  net::HttpRequest http;
  std::string shown_url;
};

/// Fills the preset's request form for `url_template` (the preset's own URL or a fallback): dates
/// as fill_url, `{key}` percent-encoded in the URL and as it is in headers and body. Fails as
/// fill_url, and with bad_argument when there is no key to fill in; the error does not hold the
/// key.
rates::Result<PollRequest> make_poll_request(const PolledSpec& spec, std::string_view url_template,
                                             rates::Timestamp now);

/// `text` with `{key}` wherever the key stands, as it is or percent-encoded: sources repeat what
/// they were asked. Keys of less than eight bytes are not looked for: they would be found
/// everywhere.
std::string conceal(std::string text, std::string_view key);

/// Whether a source answered with what it was asked for.
constexpr bool is_success(int status) noexcept { return status >= 200 && status <= 299; }
/// What another status means: names scheme and host of `url`, and what the body is. Of the URL no
/// more: its path may hold a key.
rates::Error status_error(const std::string& url, int status, std::string_view body);

}  // namespace tickerd::feeds
