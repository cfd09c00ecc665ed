#include "rates/log_text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

bool is_key(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && std::ranges::all_of(text, fits);
}

/// Takes a value up to its closing quote, or up to the next blank, from the front of `rest`.
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    value = rest.substr(0, rest.find(' '));
    rest.remove_prefix(value.size());
    return value;
  }
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != '"'; ++at) {
    if (rest[at] != '\\' || at + 1 == rest.size()) {
      value += rest[at];
      continue;
    }
    ++at;
    unsigned char byte = 0;
    const std::string digits(rest.substr(at + 1, 2));
    const auto* const end = digits.c_str() + digits.size();
    if (rest[at] == 'x' && digits.size() == 2 &&
        std::from_chars(digits.c_str(), end, byte, 16).ptr == end) {
      value += static_cast<char>(byte);
      at += 2;
    } else {
      value += rest[at];
    }
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return value;
}

}  // namespace

std::string log_value(std::string_view text) {
  std::string shown = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte >= 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
      continue;
    }
    if (letter == '"' || letter == '\\') shown += '\\';
    shown += letter;
  }
  return shown + '"';
}

std::vector<LogField> log_fields(std::string_view detail) {
  std::vector<LogField> fields;
  std::string text;
  while (!detail.empty()) {
    if (detail.starts_with(' ')) {
      detail.remove_prefix(1);
      continue;
    }
    const auto mark = detail.find_first_of("= ");
    if (mark != std::string_view::npos && detail[mark] == '=' && is_key(detail.substr(0, mark))) {
      std::string key(detail.substr(0, mark));
      detail.remove_prefix(mark + 1);
      fields.emplace_back(std::move(key), take_value(detail));
      continue;
    }
    const auto word = detail.substr(0, detail.find(' '));
    if (!text.empty()) text += ' ';
    text += word;
    detail.remove_prefix(word.size());
  }
  if (!text.empty()) fields.emplace_back("text", std::move(text));
  return fields;
}

}  // namespace tickerd::rates
