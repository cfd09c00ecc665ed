#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/multiprecision/cpp_dec_float.hpp>

#include "rates/result.hpp"

namespace tickerd::rates {

/// A number with at least 57 significant decimal digits. What a source wrote is held exactly; sums,
/// products and quotients are rounded to what is held, so that a quotient with a finite expansion
/// is exact too and exact() reads back as the same number.
class Decimal {
 public:
  Decimal() = default;
  explicit Decimal(std::int64_t value) : value_(value) {}

  /// Reads "0.01144", "-2.77", "+0.02", "1.0190957e-9": ASCII digits, one dot, optional exponent.
  /// At most 64 significant digits (as exact() may write them), an exponent within +-40 and a
  /// magnitude within 1e+-128; nan, inf, hex, blanks and thousands separators are errors.
  static Result<Decimal> parse(std::string_view text);

  /// With exactly `decimals` (0 to 200) digits after the point, rounded half-even. Never an
  /// exponent, never "-0".
  std::string fixed(int decimals) const;
  /// Rounded half-even to `digits` (1 to 40) significant digits, trailing zeros kept:
  /// 87.45 to 5 is "87.450", 12194.21 to 3 is "12200", 0.0114351 to 5 is "0.011435", 0 is "0".
  std::string significant(int digits) const;
  /// How many digits after the point significant(digits) writes (0 when none).
  int decimals_of_significant(int digits) const;
  /// Every digit that is held, no trailing zeros, no exponent: what is stored and read back.
  std::string exact() const;

  bool is_zero() const { return value_.is_zero(); }
  bool is_positive() const { return value_ > 0; }

  friend Decimal operator+(const Decimal& a, const Decimal& b) { return held(a.value_ + b.value_); }
  friend Decimal operator-(const Decimal& a, const Decimal& b) { return held(a.value_ - b.value_); }
  friend Decimal operator*(const Decimal& a, const Decimal& b) { return held(a.value_ * b.value_); }
  /// `b` is not zero: check first, it is a broken invariant otherwise.
  friend Decimal operator/(const Decimal& a, const Decimal& b) { return held(a.value_ / b.value_); }
  friend bool operator==(const Decimal& a, const Decimal& b) { return a.value_ == b.value_; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    const int order = a.value_.compare(b.value_);
    return order <=> 0;
  }

 private:
  using Number = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<50>,
                                               boost::multiprecision::et_off>;
  explicit Decimal(Number value) : value_(std::move(value)) {}
  /// `value` without the guard digits behind those that are right.
  static Decimal held(Number value);

  Number value_;
};

}  // namespace tickerd::rates
