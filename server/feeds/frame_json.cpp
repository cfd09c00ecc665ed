#include "feeds/frame_json.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "feeds/frame_string.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::Result;
using Kind = JsonValue::Kind;

/// After one frame with that many values the memory is given back.
constexpr std::size_t kept_values = 1024;
constexpr std::size_t kept_bytes = 64 * 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// Reads one frame from its first byte to its last; the open arrays and objects are on a stack.
class FrameJson::Scanner {
 public:
  Scanner(std::string_view text, std::vector<FrameValue>& values, std::string& unescaped)
      : text_(text), values_(values), unescaped_(unescaped) {}

  Result<void> run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    skip_blanks();
    bool good = take_value();
    while (good && depth_ > 0) good = take_close_or_comma();
    skip_blanks();
    if (good && at_ != text_.size()) wrong("the end");
    if (!error_) return {};
    return std::unexpected(*std::move(error_));
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool stop(Errc code, std::string detail) {
    error_ = rates::Error{code, std::move(detail)};
    return false;
  }
  bool wrong(std::string_view expected) {
    const auto rest = text_.substr(at_, 20);
    return stop(Errc::bad_document,
                fmt::format("broken JSON at byte {}: expected {}, got {}", at_, expected,
                            rest.empty() ? "the end" : excerpt(rest, 20)));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool add(Kind kind, std::string_view text) {
    if (values_.size() >= most_values) {
      return stop(Errc::too_large, fmt::format("JSON: expected at most {} values", most_values));
    }
    const auto next = static_cast<std::uint32_t>(values_.size() + 1);
    values_.push_back({.kind = kind, .name = name_, .text = text, .end = next});
    name_ = {};
    return true;
  }

  bool take_value() {
    switch (peek()) {
      case '{':
        return open(Kind::object);
      case '[':
        return open(Kind::array);
      case '"': {
        std::string_view text;
        return take_string(text) && add(Kind::string, text);
      }
      case 't':
        return take_word("true", Kind::boolean);
      case 'f':
        return take_word("false", Kind::boolean);
      case 'n':
        return take_word("null", Kind::null);
      default:
        return take_number();
    }
  }

  bool take_word(std::string_view word, Kind kind) {
    if (!text_.substr(at_).starts_with(word)) return wrong("a value");
    at_ += word.size();
    return add(kind, kind == Kind::boolean ? word : std::string_view());
  }

  /// Enters an array or object, up to its first value.
  bool open(Kind kind) {
    if (depth_ >= most_depth) {
      return stop(Errc::too_large, fmt::format("JSON: expected at most {} levels", most_depth));
    }
    const auto number = static_cast<std::uint32_t>(values_.size());
    if (!add(kind, {})) return false;
    open_[depth_++] = number;
    ++at_;
    skip_blanks();
    if (peek() == (kind == Kind::object ? '}' : ']')) return true;
    return kind == Kind::array ? take_value() : take_name() && take_value();
  }

  /// What stands behind a value inside an array or object: its end, or a comma and the next value.
  bool take_close_or_comma() {
    const auto parent = open_[depth_ - 1];
    const bool in_object = values_[parent].kind == Kind::object;
    skip_blanks();
    if (peek() == (in_object ? '}' : ']')) {
      ++at_;
      values_[parent].end = static_cast<std::uint32_t>(values_.size());
      --depth_;
      return true;
    }
    if (peek() != ',') return wrong(in_object ? "a comma or }" : "a comma or ]");
    ++at_;
    skip_blanks();
    return in_object ? take_name() && take_value() : take_value();
  }

  bool take_name() {
    std::string_view name;
    if (peek() != '"') return wrong("a name");
    if (!take_string(name)) return false;
    skip_blanks();
    if (peek() != ':') return wrong("a colon");
    ++at_;
    skip_blanks();
    name_ = name;
    return true;
  }

  bool take_string(std::string_view& out) {
    const auto text = read_json_string(text_, at_, unescaped_);
    if (!text) return wrong(text.error());
    out = *text;
    return true;
  }

  bool take_digits() {
    const auto start = at_;
    while (is_digit(peek())) ++at_;
    return at_ > start;
  }

  bool take_number() {
    const auto start = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!take_digits()) {
      return wrong("a value");
    }
    bool whole = true;
    if (peek() == '.') {
      ++at_;
      whole = false;
      if (!take_digits()) return wrong("a digit");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      whole = false;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!take_digits()) return wrong("a digit");
    }
    const auto text = text_.substr(start, at_ - start);
    return add(Kind::number, whole && text == "-0" ? std::string_view("0") : text);
  }

  std::string_view text_;
  std::vector<FrameValue>& values_;
  std::string& unescaped_;
  std::size_t at_ = 0;
  std::string_view name_;
  std::array<std::uint32_t, most_depth> open_{};
  std::size_t depth_ = 0;
  std::optional<rates::Error> error_;
};

Result<void> FrameJson::read(std::string_view text) {
  if (values_.capacity() > kept_values) std::vector<FrameValue>().swap(values_);
  values_.clear();
  if (unescaped_.capacity() > kept_bytes) std::string().swap(unescaped_);
  unescaped_.clear();
  // What is unescaped is never longer; growing would move texts that are in use.
  if (text.contains('\\')) unescaped_.reserve(text.size());
  return Scanner(text, values_, unescaped_).run();
}

std::uint32_t FrameJson::find(std::uint32_t from, std::span<const std::string> tokens) const {
  for (const auto& token : tokens) {
    const auto& parent = values_[from];
    std::size_t index = 0;
    if (parent.kind == Kind::array) {
      const auto [end, ec] = std::from_chars(token.data(), token.data() + token.size(), index);
      if (ec != std::errc() || end != token.data() + token.size()) return npos;
    }
    auto child = first_child(from);
    if (parent.kind == Kind::array) {
      for (; index > 0 && child < parent.end; --index) child = values_[child].end;
    } else {
      while (child < parent.end && values_[child].name != token) child = values_[child].end;
    }
    if (child >= parent.end) return npos;
    from = child;
  }
  return from;
}

std::string FrameJson::path(std::uint32_t number) const {
  std::string path;
  for (std::uint32_t parent = 0; parent != number;) {
    std::size_t index = 0;
    auto child = first_child(parent);
    for (; values_[child].end <= number; child = values_[child].end) ++index;
    const bool in_array = values_[parent].kind == Kind::array;
    path += '/';
    path += in_array ? fmt::to_string(index) : bare_excerpt(values_[child].name, 20);
    parent = child;
  }
  return path;
}

}  // namespace tickerd::feeds
