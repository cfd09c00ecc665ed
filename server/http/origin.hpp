#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// Which web pages may use the server. An origin is compared as scheme, host and port, never as a
/// prefix or part of a text. A request without an Origin header is no page's and always allowed.
class OriginRules {
 public:
  /// Everybody.
  OriginRules() = default;
  /// Each of `allowed` is "*", "null" or an origin like "https://news.example" with an optional
  /// port; an empty list allows no page. Fails with bad_argument on anything else.
  static rates::Result<OriginRules> parse(const std::vector<std::string>& allowed);

  /// `header` is the value of an Origin header.
  bool allows(std::string_view header) const;
  /// Adds what a browser needs to let its page read the answer.
  void mark(const Request& request, Response& response) const;

 private:
  bool any_ = true;
  std::vector<std::string> allowed_;  // normalised: "https://news.example:443", "null"
};

}  // namespace tickerd::http
