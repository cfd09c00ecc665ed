#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "http/web_origin.hpp"

namespace tickerd::http {

/// One directive of a Content-Security-Policy: "script-src" with its sources.
struct CspDirective {
  std::string name;  ///< lower case
  std::vector<std::string> values;

  /// Whether a keyword such as "'strict-dynamic'" is among the values, whatever its case.
  bool has(std::string_view keyword) const;
};

/// One policy. A page may have several: what it loads has to be allowed by each.
struct CspPolicy {
  std::vector<CspDirective> directives;

  /// The directive of that name; null when there is none. The first counts.
  const CspDirective* find(std::string_view name) const;
  /// The first of `names` that is there: a directive and those it falls back to.
  const CspDirective* governing(std::initializer_list<std::string_view> names) const;
};

/// Reads what a header holds: policies separated by commas, directives by semicolons. The name of
/// the header may stand before it. What is no directive is left out, as browsers do.
std::vector<CspPolicy> parse_csp(std::string_view header);

/// What a page wants to load or to connect to.
struct CspTarget {
  std::string scheme;  ///< "https", "http", "wss", "ws"
  std::string host;
  std::uint16_t port;
  std::string path;  ///< "/widget.js"
};

/// `origin` as a target, over WebSocket when `is_stream`.
CspTarget target_of(const WebOrigin& origin, std::string_view path, bool is_stream = false);

/// Whether one source ("'self'", "https:", "*.example", "https://a.example/js/") matches the target
/// on a page of `page` (CSP level 3, section 6.7.2.8) in every browser: where they differ, as the
/// strictest has it. Keywords, nonces and hashes match none.
bool source_matches(std::string_view source, const CspTarget& target, const WebOrigin& page);

}  // namespace tickerd::http
