#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::rates {

/// A number with at least 57 significant decimal digits. What a source wrote is held exactly; sums,
/// products and quotients are rounded to what is held, so that a quotient with a finite expansion
/// is exact too and exact() reads back as the same number.
class Decimal {
 public:
  Decimal() = default;
  explicit Decimal(std::int64_t value);

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
  /// The same number, rounded half-even to `digits` (1 to 40) significant digits.
  Decimal rounded(int digits) const;
  /// How many digits after the point significant(digits) writes (0 when none).
  int decimals_of_significant(int digits) const;
  /// Every digit that is held, no trailing zeros, no exponent: what is stored and read back.
  std::string exact() const;

  bool is_zero() const { return limbs_[0] == 0; }
  bool is_positive() const { return !is_zero() && !is_negative_; }

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  /// `b` is not zero: check first, it is a broken invariant otherwise.
  friend Decimal operator/(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  friend struct DecimalParts;

  // limbs[0] . limbs[1] limbs[2] ... times ten to the exponent, which is a multiple of eight: a
  // limb is eight digits, and the first is not 0 unless all is. The arithmetic itself stays out of
  // this header: all of the server includes it, and Boost.Multiprecision takes a second to read.
  std::array<std::uint32_t, 8> limbs_{};
  std::int32_t exponent_ = 0;
  bool is_negative_ = false;
};

}  // namespace tickerd::rates
