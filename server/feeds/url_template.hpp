#pragma once

#include <string>
#include <string_view>

#include "rates/result.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// A URL to ask, and the same one as people may see it.
struct FilledUrl {
  std::string url;         ///< holds the key: a secret
  std::string for_people;  ///< `{key}` stands where the key does
};

/// Fills `{date:%d.%m.%Y}` with the day that it is in `time_zone` (IANA name) at `now`, and
/// `{date-1:...}` with the day before (0 to 9 days back), formats %d %m %Y %y; and `{key}` with
/// `key`, percent-encoded.
///
/// Fails with bad_argument on another brace or format, on `{key}` when `key` is empty, or on a zone
/// that the system does not know. Reads the time zones of the system once.
rates::Result<FilledUrl> fill_url(std::string_view url, std::string_view time_zone,
                                  rates::Timestamp now, std::string_view key);

/// The same with `day` in the place of today.
rates::Result<FilledUrl> fill_url(std::string_view url, rates::Date day, std::string_view key);

/// `text` as it may stand in a path or a query without meaning anything there: all but the
/// unreserved characters of RFC 3986, section 2.3, as %XX.
std::string percent_encoded(std::string_view text);

/// The day that it is in `time_zone` (IANA name) at `now`. Fails with bad_argument on a zone that
/// the system does not know.
rates::Result<rates::Date> local_day(std::string_view time_zone, rates::Timestamp now);

/// The error for a `{key}` in `where` ("url") that there is no key for: says how to give one.
rates::Error no_key(std::string_view where);

/// `text` with `{key}` wherever `key` stands, as it is or percent-encoded: sources repeat what they
/// were asked. A key of less than eight bytes is not looked for: it would be found everywhere.
std::string without_key(std::string_view text, std::string_view key);

/// Whether a `{date...}` stands in a URL: what it answers depends on the day.
bool holds_date(std::string_view url);

/// Whether `{key}` stands in the text of a URL, a header or a body.
bool holds_key(std::string_view text);

/// A header's value or a body with `key`, as it is, for each `{key}`; other braces stay.
std::string fill_key(std::string_view text, std::string_view key);

}  // namespace tickerd::feeds
