#include <algorithm>
#include <cstddef>

#include "app/config_options.hpp"

namespace tickerd::app {
namespace {

std::string_view parent_of(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
}

/// Letters to insert, remove, replace or swap with their neighbour to get from one to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

const Option* find_option(std::string_view key) {
  const auto found = std::ranges::find(options(), key, &Option::key);
  return found == options().end() ? nullptr : &*found;
}

std::vector<const Option*> options_below(std::string_view parent) {
  std::vector<const Option*> below;
  for (const auto& option : options()) {
    if (parent_of(option.key) == parent) below.push_back(&option);
  }
  return below;
}

std::string_view leaf_name(const Option& option) noexcept {
  return option.key.substr(option.key.rfind('.') + 1);
}

std::string environment_name(const Option& option) {
  if (option.kind == OptionKind::section || option.key.contains("[]") ||
      option.key.starts_with('$')) {
    return {};
  }
  std::string name = "TICKERD_";
  for (const char letter : option.key) {
    if (letter == '.') {
      name += '_';
    } else {
      name += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
  }
  return name;
}

std::string unknown_key(std::string_view parent, std::string_view name) {
  constexpr std::size_t longest_name = 64;
  // Of a short name a quarter may be wrong, and one letter more.
  const auto most_edits = std::min<std::size_t>(1 + name.size() / 4, 4);
  const Option* nearest = nullptr;
  auto nearest_edits = most_edits + 1;
  std::string all;
  for (const auto* option : options_below(parent)) {
    const auto leaf = leaf_name(*option);
    all += (all.empty() ? "\"" : ", \"") + std::string(leaf) + '"';
    if (name.size() > longest_name) continue;
    const auto edits = edit_distance(name, leaf);
    if (edits < nearest_edits && edits < std::max(name.size(), leaf.size())) {
      nearest = option;
      nearest_edits = edits;
    }
  }
  if (nearest != nullptr) {
    return "unknown key, did you mean \"" + std::string(leaf_name(*nearest)) + "\"?";
  }
  for (const auto& option : options()) {
    if (leaf_name(option) == name && !option.key.contains("[]")) {
      return "unknown key here, did you mean \"" + std::string(option.key) + "\"?";
    }
  }
  return "unknown key, expected one of " + all;
}

}  // namespace tickerd::app
