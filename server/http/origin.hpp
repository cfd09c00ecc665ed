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
  bool is_open() const noexcept { return any_; }
  /// What is allowed, as a configuration would have it, without "*".
  const std::vector<std::string>& list() const noexcept { return allowed_; }
  /// Adds what a browser needs to let its page read the answer. Leaves one alone that says it.
  void mark(const Request& request, Response& response) const;

 private:
  bool any_ = true;
  std::vector<std::string> allowed_;  // normalised: "https://news.example", "null"
};

}  // namespace tickerd::http
