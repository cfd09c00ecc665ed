#pragma once

#include <string>
#include <vector>

#include "rates/result.hpp"

namespace tickerd::http {

/// Who may put /embed into a frame: the value of the directive frame-ancestors. Holding one means
/// that nothing in it ends the directive or the header.
class FrameAncestors {
 public:
  /// Everybody.
  FrameAncestors() = default;
  /// Each of `allowed` is "*", "'self'" or a host source of CSP without a path, like
  /// "https://news.example", "*.example.org" or "http://localhost:8000"; an empty list allows
  /// nobody. Fails with bad_argument on anything else.
  static rates::Result<FrameAncestors> parse(const std::vector<std::string>& allowed);

  /// As the directive has it: "https://news.example *.example.org", "'none'".
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_ = "*";
};

}  // namespace tickerd::http
