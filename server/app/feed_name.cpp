#include "app/feed_name.hpp"

#include <algorithm>

namespace tickerd::app {

bool is_feed_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto is_good = [&](char c) { return is_letter(c) || c == '.' || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= longest && is_letter(name.front()) &&
         std::ranges::all_of(name, is_good);
}

}  // namespace tickerd::app
