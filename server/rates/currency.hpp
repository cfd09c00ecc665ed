#pragma once

#include <array>
#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "rates/result.hpp"

namespace tickerd::rates {

/// A currency code: 2 to 12 characters A-Z and 0-9, "KGS" as in ISO 4217, "1INCH" as exchanges
/// have them. Holding one means it was checked. Cheap to copy.
class Currency {
 public:
  static Result<Currency> parse(std::string_view text);
  std::string_view text() const noexcept;
  friend auto operator<=>(const Currency&, const Currency&) = default;

 private:
  explicit Currency(std::string_view text) noexcept;
  std::array<char, 12> letters_{};  // padded with NUL
};

/// base/quote: a rate of it is how many units of quote buy one base. Base and quote differ.
class CurrencyPair {
 public:
  /// Base and quote must differ: a broken invariant otherwise. Bytes from outside go through parse.
  CurrencyPair(Currency base, Currency quote);
  /// Reads "KGS/USD", and "KGS-USD" as paths have it. Upper case only.
  static Result<CurrencyPair> parse(std::string_view text);

  const Currency& base() const noexcept { return base_; }
  const Currency& quote() const noexcept { return quote_; }
  CurrencyPair inverse() const { return {quote_, base_}; }
  /// "KGS/USD".
  std::string text() const;
  friend auto operator<=>(const CurrencyPair&, const CurrencyPair&) = default;

 private:
  Currency base_;
  Currency quote_;
};

}  // namespace tickerd::rates

template <>
struct std::hash<tickerd::rates::Currency> {
  std::size_t operator()(const tickerd::rates::Currency& currency) const noexcept {
    return std::hash<std::string_view>{}(currency.text());
  }
};

template <>
struct std::hash<tickerd::rates::CurrencyPair> {
  std::size_t operator()(const tickerd::rates::CurrencyPair& pair) const noexcept {
    const std::hash<tickerd::rates::Currency> code;
    return code(pair.base()) * 31 + code(pair.quote());
  }
};
