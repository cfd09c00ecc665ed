#include "http/deflate_offer.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "http/message.hpp"
#include "stream/deflate.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view limits_us = "server_max_window_bits";

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

/// Whether `value` is a window of `least` bits (8 at least) to 15, without a leading zero.
bool is_window(std::string_view value, int least) {
  constexpr std::array<std::string_view, 8> windows = {"8",  "9",  "10", "11",
                                                       "12", "13", "14", "15"};
  return std::find(windows.begin() + (least - 8), windows.end(), value) != windows.end();
}

bool is_sound(const Parameter& parameter) {
  const auto& [name, value] = parameter;
  if (name == "server_no_context_takeover" || name == "client_no_context_takeover") return !value;
  // A smaller window than the one that all share is not to be had.
  if (name == limits_us) return value && is_window(*value, stream::deflate_window_bits);
  return name == "client_max_window_bits" && (!value || is_window(*value, 8));
}

std::optional<std::string> answer(std::string_view offer) {
  if (offer.ends_with(';')) return std::nullopt;
  if (!equal_ignoring_case(cut_off(offer, ';'), "permessage-deflate")) return std::nullopt;
  std::vector<std::string_view> seen;
  const auto has = [&](std::string_view name) {
    return std::ranges::find(seen, name) != seen.end();
  };
  while (!offer.empty()) {
    const auto parameter = parse_parameter(cut_off(offer, ';'));
    if (!is_sound(parameter) || has(parameter.name)) return std::nullopt;
    seen.push_back(parameter.name);
  }
  std::string text = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  // Who asked for it must be told (section 7.1.2.1), and may fail the connection otherwise.
  if (has(limits_us)) text += fmt::format("; {}={}", limits_us, stream::deflate_window_bits);
  return text;
}

}  // namespace

std::optional<std::string> answer_deflate_offer(std::string_view extensions) {
  while (!extensions.empty()) {
    if (auto text = answer(cut_off(extensions, ','))) return text;
  }
  return std::nullopt;
}

}  // namespace tickerd::http
