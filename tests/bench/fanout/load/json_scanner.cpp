#include "bench/fanout/load/json_scanner.hpp"

#include <algorithm>
#include <charconv>

namespace tickerd::bench {
namespace {

constexpr int deepest = 16;

bool is_digit(char one) { return one >= '0' && one <= '9'; }

}  // namespace

void JsonScanner::skip_blanks() {
  const auto first = rest_.find_first_not_of(" \t\r\n");
  rest_.remove_prefix(std::min(first, rest_.size()));
}

bool JsonScanner::take(char wanted) {
  skip_blanks();
  if (!rest_.starts_with(wanted)) return false;
  rest_.remove_prefix(1);
  return true;
}

bool JsonScanner::at_end() {
  skip_blanks();
  return rest_.empty();
}

std::optional<std::string_view> JsonScanner::string() {
  if (!take('"')) return std::nullopt;
  bool plain = true;
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    const auto one = static_cast<unsigned char>(rest_[at]);
    if (one < 0x20) return std::nullopt;
    if (one == '"') {
      const auto text = rest_.substr(0, at);
      rest_.remove_prefix(at + 1);
      return plain ? text : std::string_view{};
    }
    if (one != '\\') continue;
    plain = false;
    ++at;
    if (at == rest_.size() || !std::string_view("\"\\/bfnrtu").contains(rest_[at])) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> JsonScanner::whole_number() {
  skip_blanks();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
  if (error != std::errc{}) return std::nullopt;
  rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
  return number;
}

bool JsonScanner::digits() {
  if (rest_.empty() || !is_digit(rest_.front())) return false;
  while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  return true;
}

bool JsonScanner::number() {
  if (rest_.starts_with('-')) rest_.remove_prefix(1);
  if (!digits()) return false;
  if (rest_.starts_with('.')) {
    rest_.remove_prefix(1);
    if (!digits()) return false;
  }
  if (!rest_.starts_with('e') && !rest_.starts_with('E')) return true;
  rest_.remove_prefix(1);
  if (rest_.starts_with('+') || rest_.starts_with('-')) rest_.remove_prefix(1);
  return digits();
}

bool JsonScanner::word(std::string_view wanted) {
  if (!rest_.starts_with(wanted)) return false;
  rest_.remove_prefix(wanted.size());
  return true;
}

bool JsonScanner::members(char end, bool named, int depth) {
  if (take(end)) return true;
  do {
    if (named && (!string() || !take(':'))) return false;
    if (!value(depth + 1)) return false;
  } while (take(','));
  return take(end);
}

bool JsonScanner::value(int depth) {
  skip_blanks();
  if (rest_.empty() || depth > deepest) return false;
  switch (rest_.front()) {
    case '{':
      return take('{') && members('}', true, depth);
    case '[':
      return take('[') && members(']', false, depth);
    case '"':
      return string().has_value();
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
  }
}

}  // namespace tickerd::bench
