#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickerd::test {

// NOLINTBEGIN(readability-redundant-member-init): without an initializer g++ warns when a
// designated initializer leaves the member out.

/// What a ScriptedSource says to one path, and how badly.
struct Answer {
  int status = 200;
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};  ///< beyond the length and coding
  std::string etag{};           ///< sent; a request with it in If-None-Match gets 304
  std::string last_modified{};  ///< sent; a request with it in If-Modified-Since gets 304
  bool gzip = false;            ///< the body is compressed on its way
  bool chunked = false;         ///< in chunks of 1000 bytes instead of with a Content-Length
  bool hang = false;            ///< the request is read and never answered
  bool reset = false;           ///< a TCP reset instead of an answer
  bool close = false;           ///< the connection is closed afterwards, without a word before
  std::size_t missing = 0;      ///< the body ends this many bytes early, and with it the connection
  std::string raw{};            ///< sent as it is instead of all this; then the connection ends
  std::chrono::milliseconds delay{0};       ///< before the first byte
  std::chrono::milliseconds byte_delay{0};  ///< after every byte
};
// NOLINTEND(readability-redundant-member-init)

/// An answer that is nothing but `body`.
Answer saying(std::string body, int status = 200);

/// A redirect: `{.status = 302, .headers = {{"Location", "/there"}}}`.
Answer redirect(std::string location, int status = 302);

/// What a client asked for last.
struct Asked {
  std::string method;
  std::string target;  ///< with the query
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The first header of that name, case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const noexcept;
};

/// The bytes of `answer` to what was asked.
std::string text_of(const Answer& answer, const Asked& asked);

}  // namespace tickerd::test
