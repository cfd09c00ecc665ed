// Text from outside that becomes a value of the domain: whatever is read must write and read back
// as the same value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void try_decimal(std::string_view text) {
  const auto number = Decimal::parse(text);
  if (!number) return;
  const auto written = number->exact();
  require(!written.contains('e') && written != "-0");
  const auto back = Decimal::parse(written);
  require(back && *back == *number && back->exact() == written);
  for (const int digits : {0, 1, 5, 40, 200}) {
    require(Decimal::parse(number->fixed(digits).substr(0, 60)).has_value());
  }
  const auto shown = number->significant(5);
  const auto rounded = Decimal::parse(shown);
  require(rounded && rounded->significant(5) == shown);
  if (!number->is_zero()) require(((Decimal(1) / *number) > Decimal(0)) == number->is_positive());
}

void try_pair(std::string_view text) {
  const auto pair = CurrencyPair::parse(text);
  if (pair) require(CurrencyPair::parse(pair->text()) == pair);
}

void try_times(std::string_view text) {
  if (const auto at = parse_timestamp(text)) require(parse_timestamp(to_string(*at)) == at);
  if (const auto date = parse_date(text)) require(to_string(*date) == text);
  if (const auto of = AsOf::parse(text)) require(AsOf::parse(of->text()) == of);
  if (const auto length = parse_duration(text)) require(parse_duration(to_text(*length)) == length);
}

}  // namespace
}  // namespace tickerd::rates

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tickerd::rates::try_decimal(text);
  tickerd::rates::try_pair(text);
  tickerd::rates::try_times(text);
  return 0;
}
