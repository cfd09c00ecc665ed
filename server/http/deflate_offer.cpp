#include "http/deflate_offer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace tickerd::http {
namespace {

struct Parameter {
  std::string_view name;
  std::optional<std::string> value;
};

/// Cuts `text` up to the next `mark` that stands outside of quotes off its beginning.
std::string_view cut_off(std::string_view& text, char mark) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == mark && !quoted) {
      break;
    }
  }
  const auto part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return trimmed(part);
}

std::string unquoted(std::string_view value) {
  if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) {
    return std::string(value);
  }
  std::string text;
  value = value.substr(1, value.size() - 2);
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '\\' && at + 1 < value.size()) ++at;
    text += value[at];
  }
  return text;
}

Parameter parse_parameter(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {text, std::nullopt};
  return {trimmed(text.substr(0, equals)), unquoted(trimmed(text.substr(equals + 1)))};
}

/// 8 to 15, without a leading zero.
bool is_window(std::string_view value) {
  constexpr std::array<std::string_view, 8> windows = {"8",  "9",  "10", "11",
                                                       "12", "13", "14", "15"};
  return std::ranges::find(windows, value) != windows.end();
}

bool is_sound(const Parameter& parameter) {
  const auto& [name, value] = parameter;
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") return !value;
  // A smaller window than the one that all share is not to be had.
  if (name == "server_max_window_bits") return value == "15";
  return name == "client_max_window_bits" && (!value || is_window(*value));
}

bool can_be_taken(std::string_view offer) {
  if (!equal_ignoring_case(cut_off(offer, ';'), "permessage-deflate")) return false;
  std::vector<std::string_view> seen;
  while (!offer.empty()) {
    const auto parameter = parse_parameter(cut_off(offer, ';'));
    if (!is_sound(parameter) || std::ranges::find(seen, parameter.name) != seen.end()) return false;
    seen.push_back(parameter.name);
  }
  return true;
}

}  // namespace

bool offers_deflate(std::string_view extensions) {
  while (!extensions.empty()) {
    if (can_be_taken(cut_off(extensions, ','))) return true;
  }
  return false;
}

}  // namespace tickerd::http
