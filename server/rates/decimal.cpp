#include "rates/decimal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "rates/decimal_parts.hpp"

namespace tickerd::rates {
namespace {

constexpr int limb_digits = DecimalParts::limb_digits;

constexpr std::size_t max_text = 256;
constexpr std::size_t max_digits = DecimalParts::held_limbs * limb_digits;
constexpr int max_exponent = 40;
constexpr int max_order = 128;

/// Significant digits without leading or trailing zeros; none is zero. The first stands for
/// ten to the `order`.
struct Digits {
  std::array<char, DecimalParts::all_limbs * limb_digits> text{};
  int count = 0;
  int order = 0;
  bool negative = false;

  char at(int index) const {
    return index < 0 || index >= count ? '0' : text.at(static_cast<std::size_t>(index));
  }
  void push(char digit) { text.at(static_cast<std::size_t>(count++)) = digit; }
  void trim() {
    while (count > 0 && at(count - 1) == '0') --count;
  }

  /// Rounds half-even to the first `keep` digits.
  void round(int keep) {
    if (keep >= count) return;
    const char next = at(keep);
    const bool more = keep + 1 < count;
    const bool odd = (at(keep - 1) - '0') % 2 == 1;
    const bool up = keep >= 0 && (next > '5' || (next == '5' && (more || odd)));
    count = std::max(keep, 0);
    if (up) increment();
    trim();
  }

  /// Adds one in the last place.
  void increment() {
    while (count > 0 && at(count - 1) == '9') --count;
    if (count > 0) {
      ++text.at(static_cast<std::size_t>(count - 1));
    } else {
      push('1');
      ++order;
    }
  }

  std::string with_decimals(int decimals) const {
    std::string out;
    if (negative && count > 0) out += '-';
    if (order < 0 || count == 0) out += '0';
    for (int place = count == 0 ? -1 : order; place >= 0; --place) out += at(order - place);
    if (decimals > 0) out += '.';
    for (int place = 1; place <= decimals; ++place) out += count == 0 ? '0' : at(order + place);
    return out;
  }

  int decimals() const { return count == 0 ? 0 : std::max(0, count - 1 - order); }
};

Digits digits_of(const Decimal& number) {
  Digits digits;
  if (number.is_zero()) return digits;
  const auto parts = DecimalParts::of(number);
  digits.negative = parts.negative;
  const auto lead = fmt::format_int(parts.limbs[0]);
  for (const char digit : std::string_view(lead.data(), lead.size())) digits.push(digit);
  digits.order = parts.exponent + digits.count - 1;
  for (std::size_t at = 1; at < DecimalParts::all_limbs; ++at) {
    std::array<char, limb_digits> limb{};
    auto rest = parts.limbs.at(at);
    for (auto place = limb.rbegin(); place != limb.rend(); ++place, rest /= 10) {
      *place = static_cast<char>('0' + rest % 10);
    }
    for (const char digit : limb) digits.push(digit);
  }
  digits.trim();
  return digits;
}

Decimal number_of(const Digits& digits) {
  DecimalParts parts;
  if (digits.count == 0) return parts.held();
  const int above = digits.order >= 0 ? digits.order / limb_digits
                                      : -((-digits.order + limb_digits - 1) / limb_digits);
  parts.exponent = above * limb_digits;
  parts.negative = digits.negative;
  const int lead = digits.order - parts.exponent + 1;
  int next = lead - limb_digits;
  for (auto& limb : parts.limbs) {
    for (int place = 0; place < limb_digits; ++place, ++next) {
      limb = limb * 10 + static_cast<std::uint32_t>(digits.at(next) - '0');
    }
  }
  return parts.held();
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Reads "12.5" off the front of `text`. Nothing when it has no digit, or more than max_digits.
std::optional<Digits> take_digits(std::string_view& text) {
  Digits digits;
  int read = 0;           // digits so far, leading zeros too
  int before_point = -1;  // how many of them stood before the point
  int first = 0;          // where the first significant one was
  std::size_t zeros = 0;  // held back: they count when another digit follows
  for (; !text.empty() && (is_digit(text[0]) || text[0] == '.'); text.remove_prefix(1)) {
    if (text[0] == '.') {
      if (before_point >= 0) return std::nullopt;
      before_point = read;
      continue;
    }
    if (text[0] == '0') {
      if (digits.count > 0) ++zeros;
    } else {
      if (digits.count == 0) first = read;
      if (static_cast<std::size_t>(digits.count) + zeros + 1 > max_digits) return std::nullopt;
      for (; zeros > 0; --zeros) digits.push('0');
      digits.push(text[0]);
    }
    ++read;
  }
  if (read == 0) return std::nullopt;
  if (before_point < 0) before_point = read;
  digits.order = before_point - 1 - first;
  return digits;
}

/// Reads "e-9" off the front of `text`, when there is one.
std::optional<int> take_exponent(std::string_view& text) {
  if (!text.starts_with('e') && !text.starts_with('E')) return 0;
  text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  int exponent = 0;
  for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
    exponent = exponent * 10 + (text[0] - '0');
    if (exponent > max_exponent) return std::nullopt;
  }
  return negative ? -exponent : exponent;
}

std::optional<Digits> read_number(std::string_view text) {
  if (text.size() > max_text) return std::nullopt;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  auto digits = take_digits(text);
  if (!digits) return std::nullopt;
  const auto exponent = take_exponent(text);
  if (!exponent || !text.empty()) return std::nullopt;
  digits->negative = negative;
  digits->order += *exponent;
  if (digits->count > 0 && std::abs(digits->order) > max_order) return std::nullopt;
  return digits;
}

}  // namespace

Decimal::Decimal(std::int64_t value) {
  Digits digits;
  const auto text = fmt::format_int(value);
  for (const char letter : std::string_view(text.data(), text.size())) {
    if (letter != '-') digits.push(letter);
  }
  digits.negative = value < 0;
  digits.order = digits.count - 1;
  digits.trim();
  *this = number_of(digits);
}

Result<Decimal> Decimal::parse(std::string_view text) {
  const auto digits = read_number(text);
  if (!digits) {
    return fail(Errc::bad_value,
                fmt::format("expected a decimal number of at most {} digits, got {}", max_digits,
                            in_quotes(text)));
  }
  return number_of(*digits);
}

std::string Decimal::fixed(int decimals) const {
  auto digits = digits_of(*this);
  digits.round(digits.order + 1 + decimals);
  return digits.with_decimals(decimals);
}

std::string Decimal::significant(int digits) const {
  auto shown = digits_of(*this);
  shown.round(digits);
  return shown.with_decimals(shown.count == 0 ? 0 : std::max(0, digits - 1 - shown.order));
}

Decimal Decimal::rounded(int digits) const {
  auto kept = digits_of(*this);
  kept.round(digits);
  return number_of(kept);
}

int Decimal::decimals_of_significant(int digits) const {
  auto shown = digits_of(*this);
  shown.round(digits);
  return shown.count == 0 ? 0 : std::max(0, digits - 1 - shown.order);
}

std::string Decimal::exact() const {
  const auto digits = digits_of(*this);
  return digits.with_decimals(digits.decimals());
}

}  // namespace tickerd::rates
