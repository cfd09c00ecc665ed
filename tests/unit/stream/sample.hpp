#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rates/rate.hpp"
#include "rates/rate_log.hpp"
#include "stream/board.hpp"
#include "stream/subscription.hpp"

namespace tickerd::stream::sample {

inline rates::CurrencyPair pair(std::string_view text) {
  return rates::CurrencyPair::parse(text).value();
}
inline rates::Decimal number(std::string_view text) { return rates::Decimal::parse(text).value(); }
inline rates::AsOf as_of(std::string_view text) { return rates::AsOf::parse(text).value(); }
inline rates::Timestamp at(std::string_view text) { return rates::parse_timestamp(text).value(); }

inline const rates::Timestamp noon = at("2026-05-19T12:00:00.000Z");

/// A live rate of one feed without a basis.
inline rates::Rate rate(std::string_view of, std::string_view value) {
  return {.pair = pair(of),
          .value = number(value),
          .precision = {},
          .basis = std::nullopt,
          .as_of = as_of("2026-05-19"),
          .fetched_at = at("2026-05-19T05:02:11.480Z"),
          .source = "nbt"};
}

inline rates::Rate with_basis(rates::Rate rate, std::string_view value, std::string_view date) {
  rate.basis = rates::Basis{
      .kind = rates::BasisKind::previous_close, .value = number(value), .as_of = as_of(date)};
  return rate;
}

inline rates::Batch batch(std::string epoch, std::uint64_t seq, std::vector<rates::Rate> rates) {
  return {.epoch = std::move(epoch),
          .seq = seq,
          .published_at = noon + std::chrono::seconds(seq),
          .rates = std::move(rates)};
}

inline std::vector<rates::CurrencyPair> pairs(std::initializer_list<std::string_view> texts) {
  std::vector<rates::CurrencyPair> all;
  for (const auto text : texts) all.push_back(pair(text));
  return all;
}

inline Options options(std::initializer_list<std::string_view> texts) {
  return {.pairs = pairs(texts)};
}
inline Options everything() { return {.all_pairs = true, .pairs = {}}; }

}  // namespace tickerd::stream::sample
