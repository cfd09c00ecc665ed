#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rates/decimal.hpp"

namespace tickerd::rates {

/// A Decimal taken apart, as the arithmetic sees it: with two limbs more than are held, which catch
/// the error of an inexact step.
struct DecimalParts {
  static constexpr int limb_digits = 8;
  static constexpr std::uint32_t limb_range = 100'000'000;
  static constexpr std::size_t held_limbs = 8;
  static constexpr std::size_t all_limbs = 10;

  static DecimalParts of(const Decimal& number);
  /// Rounds to the limbs that are held.
  Decimal held() const;

  std::array<std::uint32_t, all_limbs> limbs{};
  std::int32_t exponent = 0;
  bool negative = false;
};

}  // namespace tickerd::rates
