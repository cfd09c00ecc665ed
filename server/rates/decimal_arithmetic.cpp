#include <algorithm>
#include <cassert>
#include <compare>
#include <concepts>
#include <string_view>
#include <tuple>

#include <boost/multiprecision/cpp_dec_float.hpp>

#include "rates/decimal.hpp"
#include "rates/decimal_parts.hpp"

namespace tickerd::rates {
namespace {

using Number = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<50>,
                                             boost::multiprecision::et_off>;

/// Copies the fields of a backend to DecimalParts, or back when `Writes`. It is an archive for the
/// serialization that Boost.Multiprecision offers, the one way to its limbs that needs no detour
/// over text.
template <bool Writes>
class PartsArchive {
 public:
  explicit PartsArchive(DecimalParts& parts) : parts_(parts) {}

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

  DecimalParts& parts_;
  std::size_t limb_ = 0;
};

Number number_of(const Decimal& held) {
  auto parts = DecimalParts::of(held);
  Number number;
  PartsArchive<true> archive(parts);
  number.backend().serialize(archive, 0);
  return number;
}

Decimal held(Number number) {
  DecimalParts parts;
  PartsArchive<false> archive(parts);
  number.backend().serialize(archive, 0);
  return parts.held();
}

}  // namespace

DecimalParts DecimalParts::of(const Decimal& number) {
  DecimalParts parts{.exponent = number.exponent_, .negative = number.is_negative_};
  std::ranges::copy(number.limbs_, parts.limbs.begin());
  return parts;
}

Decimal DecimalParts::held() const {
  Decimal number;
  if (limbs[0] == 0) return number;
  std::copy_n(limbs.begin(), held_limbs, number.limbs_.begin());
  number.exponent_ = exponent;
  number.is_negative_ = negative;
  if (limbs[held_limbs] < limb_range / 2) return number;
  for (std::size_t at = held_limbs; at-- > 0;) {
    if (++number.limbs_[at] < limb_range) return number;
    number.limbs_[at] = 0;
  }
  number.limbs_[0] = 1;
  number.exponent_ += limb_digits;
  return number;
}

Decimal operator+(const Decimal& a, const Decimal& b) { return held(number_of(a) + number_of(b)); }

Decimal operator-(const Decimal& a, const Decimal& b) { return held(number_of(a) - number_of(b)); }

Decimal operator*(const Decimal& a, const Decimal& b) { return held(number_of(a) * number_of(b)); }

Decimal operator/(const Decimal& a, const Decimal& b) {
  assert(!b.is_zero());
  return held(number_of(a) / number_of(b));
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& x) { return x.is_zero() ? 0 : x.is_positive() ? 1 : -1; };
  if (sign(a) != sign(b) || a.is_zero()) return sign(a) <=> sign(b);
  const auto& [less, more] = a.is_positive() ? std::tie(a, b) : std::tie(b, a);
  if (less.exponent_ != more.exponent_) return less.exponent_ <=> more.exponent_;
  return less.limbs_ <=> more.limbs_;
}

}  // namespace tickerd::rates
