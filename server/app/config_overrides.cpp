#include "app/config_overrides.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_options.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, separator)) {
    parts.emplace_back(part.begin(), part.end());
  }
  return parts;
}

std::optional<std::size_t> index_in(std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

/// "feeds", "0", "url" is "feeds[].url".
std::string option_key(const std::vector<std::string>& steps) {
  std::string key;
  for (const auto& step : steps) {
    if (index_in(step) && !key.empty()) {
      key += "[]";
    } else {
      key += (key.empty() ? "" : ".") + step;
    }
  }
  return key;
}

json split_list(const std::string& text) {
  auto list = json::array();
  if (text.empty()) return list;
  for (const auto& part : split(text, ',')) {
    const auto start = part.find_first_not_of(' ');
    if (start == std::string::npos) continue;
    list.push_back(part.substr(start, part.find_last_not_of(' ') - start + 1));
  }
  return list;
}

/// What `text` means for the key: 8080 is a number for a port and a name for a feed.
json value_for(const std::string& key, const std::string& text) {
  json parsed = json(json::value_t::discarded);
  if (!ConfigLocator(text).too_deep()) parsed = json::parse(text, nullptr, false);
  const auto* const option = find_option(key);
  if (option == nullptr) {
    const auto dot = key.rfind('.');
    const auto* const around = find_option(key.substr(0, std::min(dot, key.size())));
    const bool is_decimal = around != nullptr && around->kind == OptionKind::decimals;
    return parsed.is_discarded() || (is_decimal && !parsed.is_string()) ? json(text) : parsed;
  }
  switch (option->kind) {
    case OptionKind::text:
    case OptionKind::duration:
    case OptionKind::choice:
      return parsed.is_string() ? parsed : json(text);
    case OptionKind::texts:
      return parsed.is_array() ? parsed : split_list(text);
    case OptionKind::list:
      if (parsed.is_discarded() && key == "pairs") return split_list(text);
      break;
    default:
      break;
  }
  return parsed.is_discarded() ? json(text) : parsed;
}

/// A pair written as a text becomes the object that it is short for, so that keys can be set in it.
void widen_pair(json& node, const std::vector<std::string>& steps, std::size_t depth) {
  if (depth == 2 && steps[0] == "pairs" && node.is_string()) node = json::object({{"pair", node}});
}

/// Puts `value` at `steps`; otherwise says why that cannot be.
std::optional<std::string> put(json& document, const std::vector<std::string>& steps, json value) {
  json* node = &document;
  for (std::size_t depth = 0; depth < steps.size(); ++depth) {
    const auto& step = steps[depth];
    const auto index = index_in(step);
    widen_pair(*node, steps, depth);
    if (node->is_null()) *node = index ? json::array() : json::object();
    if (node->is_object()) {
      node = &(*node)[step];
    } else if (!node->is_array()) {
      return fmt::format("\"{}\" cannot be set in a value without keys", step);
    } else if (!index || *index > node->size()) {
      return fmt::format("expected an index from 0 to {} (which appends), got \"{}\"", node->size(),
                         step);
    } else {
      if (*index == node->size()) node->push_back(nullptr);
      node = &(*node)[*index];
    }
  }
  *node = std::move(value);
  return std::nullopt;
}

std::string pointer_to(const std::vector<std::string>& steps) {
  std::string pointer;
  for (const auto& step : steps) pointer += '/' + pointer_step(step);
  return pointer;
}

}  // namespace

void apply_environment(const Environment& environment, json& document, Origins& origins) {
  for (const auto& option : options()) {
    const auto name = environment_name(option);
    const auto found = environment.find(name);
    if (name.empty() || found == environment.end()) continue;
    const auto steps = split(option.key, '.');
    const auto failed = put(document, steps, value_for(std::string(option.key), found->second));
    // A section that is no object in the file is reported there.
    if (!failed) origins[pointer_to(steps)] = name;
  }
}

std::vector<ConfigProblem> apply_overrides(const std::vector<std::string>& overrides,
                                           json& document, Origins& origins) {
  std::vector<ConfigProblem> problems;
  for (const auto& text : overrides) {
    const auto equals = text.find('=');
    auto origin = fmt::format("--set {}", text);
    const auto refuse = [&](std::string pointer, std::string detail) {
      problems.push_back({std::move(pointer), 0, 0, std::move(detail), origin});
    };
    if (equals == std::string::npos || equals == 0) {
      refuse("", "expected KEY=VALUE, such as listen.port=0");
      continue;
    }
    const auto steps = split(std::string_view(text).substr(0, equals), '.');
    if (steps.size() > ConfigLocator::max_depth) {
      refuse("", "no key is that deep");
      continue;
    }
    const auto pointer = pointer_to(steps);
    auto value = value_for(option_key(steps), text.substr(equals + 1));
    if (auto failed = put(document, steps, std::move(value))) {
      refuse(pointer, *failed);
    } else {
      origins[pointer] = origin;
    }
  }
  return problems;
}

}  // namespace tickerd::app
