#include "feeds/frame_string.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace tickerd::feeds {
namespace {

/// How many bytes the UTF-8 character at the start of `text` has; 0 when it is not one (RFC 3629).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto is_tail = [&](std::size_t at) { return byte(at) >= 0x80 && byte(at) <= 0xBF; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return is_tail(1) && is_tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return is_tail(1) && is_tail(2) && is_tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6U);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12U);
    add(0x80 | (point >> 6U & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18U);
    add(0x80 | (point >> 12U & 0x3F));
    add(0x80 | (point >> 6U & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t& at, std::string& unescaped)
      : text_(text), at_(at), unescaped_(unescaped) {}

  std::string_view expected() const { return expected_; }

  bool take(std::string_view& out) {
    const auto start = ++at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        out = text_.substr(start, at_ - start);
        ++at_;
        return true;
      }
      if (c == '\\') return take_escaped(start, out);
      if (!take_plain()) return false;
    }
    return wrong("the end of a string");
  }

 private:
  /// A character of a string that is no quote and no escape; at_ is left on its last byte.
  bool take_plain() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte >= 0x20 && byte < 0x80) return true;
    if (byte < 0x20) return wrong("no control character in a string");
    const auto length = character_length(text_.substr(at_, 4));
    if (length == 0) return wrong("UTF-8");
    at_ += length - 1;
    return true;
  }

  /// A string with escapes, from the first of them on.
  bool take_escaped(std::size_t start, std::string_view& out) {
    const auto begin = unescaped_.size();
    unescaped_.append(text_.substr(start, at_ - start));
    while (at_ < text_.size()) {
      const auto from = at_;
      if (text_[at_] == '"') {
        ++at_;
        out = std::string_view(unescaped_).substr(begin);
        return true;
      }
      if (text_[at_] == '\\') {
        if (!take_escape()) return false;
        continue;
      }
      if (!take_plain()) return false;
      ++at_;
      unescaped_.append(text_.substr(from, at_ - from));
    }
    return wrong("the end of a string");
  }

  bool take_escape() {
    static constexpr std::string_view letters = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (letter == 'u') return take_code_point();
    const auto which = letters.find(letter);
    if (which == std::string_view::npos) return wrong("an escape");
    unescaped_ += meanings[which];
    at_ += 2;
    return true;
  }

  /// The four hex digits behind the \u at `from`.
  std::optional<std::uint32_t> unit_at(std::size_t from) const {
    const auto digits = text_.substr(std::min(from, text_.size()), 6);
    if (digits.size() < 6 || !digits.starts_with("\\u")) return std::nullopt;
    std::uint32_t unit = 0;
    const auto [end, ec] = std::from_chars(digits.data() + 2, digits.data() + 6, unit, 16);
    if (ec != std::errc() || end != digits.data() + 6) return std::nullopt;
    return unit;
  }

  bool take_code_point() {
    const auto unit = unit_at(at_);
    if (!unit) return wrong("four hex digits");
    if (*unit < 0xD800 || *unit > 0xDFFF) {
      append_utf8(unescaped_, *unit);
      at_ += 6;
      return true;
    }
    const auto second = unit_at(at_ + 6);
    if (*unit > 0xDBFF || !second || *second < 0xDC00 || *second > 0xDFFF) {
      return wrong("a pair of surrogates");
    }
    append_utf8(unescaped_, 0x10000 + ((*unit - 0xD800) << 10U) + (*second - 0xDC00));
    at_ += 12;
    return true;
  }

  bool wrong(std::string_view expected) {
    expected_ = expected;
    return false;
  }

  std::string_view text_;
  std::size_t& at_;
  std::string& unescaped_;
  std::string_view expected_;
};

}  // namespace

std::expected<std::string_view, std::string_view> read_json_string(std::string_view text,
                                                                   std::size_t& at,
                                                                   std::string& unescaped) {
  Scanner scanner(text, at, unescaped);
  std::string_view read;
  if (!scanner.take(read)) return std::unexpected(scanner.expected());
  return read;
}

}  // namespace tickerd::feeds
