#include "rates/decimal.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

// cpp_dec_float holds limbs of eight digits and calculates with ten of them. The last two catch the
// error of an inexact step; eight are kept.
constexpr int limb_digits = 8;
constexpr std::uint32_t limb_range = 100'000'000;
constexpr std::size_t held_limbs = 8;
constexpr std::size_t all_limbs = 10;

constexpr std::size_t max_text = 256;
constexpr std::size_t max_digits = held_limbs * limb_digits;
constexpr int max_exponent = 40;
constexpr int max_order = 128;

/// A cpp_dec_float taken apart: limbs[0] . limbs[1] limbs[2] ... times ten to the exponent, which
/// is a multiple of eight. It is an archive for the serialization that Boost.Multiprecision offers,
/// the one way to its limbs that needs no detour over text.
struct Parts {
  std::array<std::uint32_t, all_limbs> limbs{};
  std::int32_t exponent = 0;
  bool negative = false;

  /// Rounds to the limbs that are held.
  void round() {
    const bool up = limbs[held_limbs] >= limb_range / 2;
    std::fill(limbs.begin() + held_limbs, limbs.end(), 0);
    if (!up) return;
    for (std::size_t at = held_limbs; at-- > 0;) {
      if (++limbs[at] < limb_range) return;
      limbs[at] = 0;
    }
    limbs[0] = 1;
    exponent += limb_digits;
  }
  bool needs_rounding() const { return limbs[held_limbs] != 0 || limbs[held_limbs + 1] != 0; }
};

/// Copies the fields of a backend to Parts, or back when `Writes`.
template <bool Writes>
class PartsArchive {
 public:
  explicit PartsArchive(Parts& parts) : parts_(parts) {}

  template <class Field>
  PartsArchive& operator&(const boost::nvp<Field>& field) {
    if constexpr (std::same_as<Field, std::uint32_t>) {
      copy(field.value(), parts_.limbs.at(limb_++));
    } else if constexpr (std::same_as<Field, bool>) {
      copy(field.value(), parts_.negative);
    } else if constexpr (std::same_as<Field, std::int32_t>) {
      if (std::string_view(field.name()) == "exponent") copy(field.value(), parts_.exponent);
    }
    return *this;
  }

 private:
  template <class Field>
  static void copy(Field& inside, Field& outside) {
    if constexpr (Writes) {
      inside = outside;
    } else {
      outside = inside;
    }
  }

  Parts& parts_;
  std::size_t limb_ = 0;
};

template <class Number>
Parts take_apart(Number number) {
  Parts parts;
  PartsArchive<false> archive(parts);
  number.backend().serialize(archive, 0);
  return parts;
}

template <class Number>
Number put_together(Parts parts) {
  Number number;
  PartsArchive<true> archive(parts);
  number.backend().serialize(archive, 0);
  return number;
}

/// Significant digits without leading or trailing zeros; none is zero. The first stands for
/// ten to the `order`.
struct Digits {
  std::array<char, all_limbs * limb_digits> text{};
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

template <class Number>
Digits digits_of(const Number& number) {
  Digits digits;
  if (number.is_zero()) return digits;
  const auto parts = take_apart(number);
  digits.negative = parts.negative;
  const auto lead = fmt::format_int(parts.limbs[0]);
  for (const char digit : std::string_view(lead.data(), lead.size())) digits.push(digit);
  digits.order = parts.exponent + digits.count - 1;
  for (std::size_t at = 1; at < all_limbs; ++at) {
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

template <class Number>
Number number_of(const Digits& digits) {
  Parts parts;
  if (digits.count == 0) return put_together<Number>(parts);
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
  parts.round();
  return put_together<Number>(parts);
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

Result<Decimal> Decimal::parse(std::string_view text) {
  const auto digits = read_number(text);
  if (!digits) {
    return fail(Errc::bad_value,
                fmt::format("expected a decimal number of at most {} digits, got {}", max_digits,
                            in_quotes(text)));
  }
  return Decimal(number_of<Number>(*digits));
}

std::string Decimal::fixed(int decimals) const {
  auto digits = digits_of(value_);
  digits.round(digits.order + 1 + decimals);
  return digits.with_decimals(decimals);
}

std::string Decimal::significant(int digits) const {
  auto shown = digits_of(value_);
  shown.round(digits);
  return shown.with_decimals(shown.count == 0 ? 0 : std::max(0, digits - 1 - shown.order));
}

int Decimal::decimals_of_significant(int digits) const {
  auto shown = digits_of(value_);
  shown.round(digits);
  return shown.count == 0 ? 0 : std::max(0, digits - 1 - shown.order);
}

std::string Decimal::exact() const {
  const auto digits = digits_of(value_);
  return digits.with_decimals(digits.decimals());
}

Decimal Decimal::held(Number value) {
  auto parts = take_apart(value);
  if (!parts.needs_rounding()) return Decimal(std::move(value));
  parts.round();
  return Decimal(put_together<Number>(parts));
}

}  // namespace tickerd::rates
