#include "feeds/xml_limits.hpp"

#include <fmt/format.h>

#include "feeds/raw_document.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;
constexpr auto npos = std::string_view::npos;

std::size_t after(std::string_view text, std::string_view mark, std::size_t from) {
  const auto at = text.find(mark, from);
  return at == npos ? text.size() : at + mark.size();
}

/// The end of a document type that starts at `from`: its brackets and quotes are balanced.
std::size_t after_doctype(std::string_view text, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = std::min(text.find(c, i + 1), text.size());
    } else if (c == '<' || c == '[') {
      ++depth;
    } else if ((c == '>' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

/// The `>` that ends the tag at `from`, quoted values stepped over.
std::size_t tag_end(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '>') return i;
    if (c == '"' || c == '\'') i = std::min(text.find(c, i + 1), text.size());
  }
  return text.size();
}

}  // namespace

rates::Result<void> check_xml_limits(std::string_view text) {
  std::size_t depth = 0;
  std::size_t elements = 0;
  for (std::size_t at = text.find('<'); at < text.size(); at = text.find('<', at)) {
    const auto rest = text.substr(at);
    if (rest.starts_with("<!--")) {
      at = after(text, "-->", at + 4);
    } else if (rest.starts_with("<![CDATA[")) {
      at = after(text, "]]>", at + 9);
    } else if (rest.starts_with("<?")) {
      at = after(text, "?>", at + 2);
    } else if (rest.starts_with("<!")) {
      at = after_doctype(text, at);
    } else if (rest.starts_with("</")) {
      if (depth > 0) --depth;
      at = after(text, ">", at + 2);
    } else {
      const auto end = tag_end(text, at + 1);
      if (++elements > most_nodes) {
        return fail(Errc::too_large, fmt::format("XML: expected at most {} elements", most_nodes));
      }
      if (end == text.size() || text[end - 1] != '/') ++depth;
      if (depth > most_depth) {
        return fail(Errc::too_large, fmt::format("XML: expected at most {} levels", most_depth));
      }
      at = std::min(end + 1, text.size());
    }
  }
  return {};
}

}  // namespace tickerd::feeds
