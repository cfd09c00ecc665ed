#pragma once

#include <cstdint>
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
  /// Each of `allowed` is "*", "null", an origin like "https://news.example" with an optional port,
  /// or "https://*.news.example": any subdomain however deep, but not news.example itself. An empty
  /// list allows no page. Fails with bad_argument on anything else, also on a wildcard for all
  /// names of a top-level domain or for an address.
  static rates::Result<OriginRules> parse(const std::vector<std::string>& allowed);

  /// `header` is the value of an Origin header.
  bool allows(std::string_view header) const;
  bool is_open() const noexcept { return any_; }
  /// What is allowed, as a configuration would have it, without "*".
  const std::vector<std::string>& list() const noexcept { return allowed_; }
  /// Adds what a browser needs to let its page have and read the answer. Leaves one alone that says
  /// so already.
  void mark(const Request& request, Response& response) const;

 private:
  struct Subdomains {
    std::string scheme;
    std::string of;  // ".news.example"
    std::uint16_t port;
  };

  bool any_ = true;
  std::vector<std::string> allowed_;  // normalised: "https://news.example", "null"
  std::vector<Subdomains> subdomains_;
};

}  // namespace tickerd::http
