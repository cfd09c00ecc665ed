#pragma once

#include <string>
#include <string_view>

namespace tickerd::http {

/// `text` as HTML has it between tags and in a quoted attribute: & < > " ' are references.
std::string html_escaped(std::string_view text);

}  // namespace tickerd::http
