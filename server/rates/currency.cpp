#include "rates/currency.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

bool is_code_letter(char letter) noexcept {
  return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

}  // namespace

Currency::Currency(std::string_view text) noexcept { std::ranges::copy(text, letters_.begin()); }

Result<Currency> Currency::parse(std::string_view text) {
  constexpr std::size_t shortest = 2;
  constexpr std::size_t longest = std::tuple_size_v<decltype(letters_)>;
  if (text.size() < shortest || text.size() > longest ||
      !std::ranges::all_of(text, is_code_letter)) {
    return fail(Errc::bad_value,
                fmt::format("expected a currency code of {} to {} characters A-Z and 0-9, got {}",
                            shortest, longest, in_quotes(text)));
  }
  return Currency(text);
}

std::string_view Currency::text() const noexcept {
  const auto end = std::ranges::find(letters_, '\0');
  return {letters_.data(), static_cast<std::size_t>(end - letters_.begin())};
}

CurrencyPair::CurrencyPair(Currency base, Currency quote) : base_(base), quote_(quote) {
  if (base == quote) {
    throw std::invalid_argument(fmt::format("a pair of {} with itself", base.text()));
  }
}

Result<CurrencyPair> CurrencyPair::parse(std::string_view text) {
  const auto split = text.find_first_of("/-");
  if (split == std::string_view::npos) {
    return fail(Errc::bad_value,
                fmt::format("expected a currency pair like KGS/USD, got {}", in_quotes(text)));
  }
  const auto base = Currency::parse(text.substr(0, split));
  if (!base) return std::unexpected(base.error());
  const auto quote = Currency::parse(text.substr(split + 1));
  if (!quote) return std::unexpected(quote.error());
  if (*base == *quote) {
    return fail(Errc::bad_value, fmt::format("expected a pair of two different currencies, got {}",
                                             in_quotes(text)));
  }
  return CurrencyPair(*base, *quote);
}

std::string CurrencyPair::text() const { return fmt::format("{}/{}", base_.text(), quote_.text()); }

}  // namespace tickerd::rates
