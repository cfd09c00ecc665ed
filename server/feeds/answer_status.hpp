#pragma once

#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::feeds {

/// Whether a source answered with what it was asked for.
constexpr bool is_success(int status) noexcept { return status >= 200 && status <= 299; }

/// What another status means: names scheme and host of `url`, and what the body is. Of the URL no
/// more: its path may hold a key.
rates::Error status_error(std::string_view url, int status, std::string_view body);

}  // namespace tickerd::feeds
