#pragma once

#include <string_view>

namespace tickerd::app {

/// What is_feed_name() asks for, in words.
inline constexpr std::string_view feed_name_rule =
    "a name of at most 40 letters, digits, '.', '_' and '-'";

/// Whether a feed may be called so: 1 to 40 letters, digits, '.', '_' and '-', a letter or digit
/// first. Such a name is a folder's name too, and never leads out of the folder above it.
bool is_feed_name(std::string_view name);

}  // namespace tickerd::app
