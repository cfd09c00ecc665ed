#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "rates/desk.hpp"

namespace tickerd::rates::sample {

inline Decimal number(std::string_view text) { return Decimal::parse(text).value(); }
inline Currency currency(std::string_view text) { return Currency::parse(text).value(); }
inline CurrencyPair pair(std::string_view text) { return CurrencyPair::parse(text).value(); }
inline Date date(std::string_view text) { return parse_date(text).value(); }
inline Timestamp at(std::string_view text) { return parse_timestamp(text).value(); }

/// `as_of` is a date or an instant; the quote was fetched on that day at 06:00 UTC.
inline Quote quote(std::string_view of, std::string_view value, std::string_view as_of) {
  const auto stated = AsOf::parse(as_of).value();
  return {.pair = pair(of),
          .value = number(value),
          .as_of = stated,
          .fetched_at = Timestamp(stated.date()) + std::chrono::hours(6)};
}

inline FeedTraits market(std::string name) { return {.name = std::move(name)}; }
inline FeedTraits peg(std::string name) {
  return {.name = std::move(name), .kind = FeedTraits::Kind::peg};
}
inline FeedTraits simulated(std::string name) {
  return {.name = std::move(name), .kind = FeedTraits::Kind::simulated};
}

/// Its values jump as they like: what is not about doubts has none.
inline PairRule rule(std::string_view of, std::vector<std::string> feeds = {}) {
  return {.pair = pair(of),
          .precision = {},
          .max_jump_percent = Decimal(1'000'000'000'000'000'000),
          .feeds = std::move(feeds)};
}
inline PairRule decimals(std::string_view of, int digits) {
  return {.pair = pair(of),
          .precision = {.kind = Precision::Kind::decimals, .digits = digits},
          .max_jump_percent = Decimal(1'000'000'000'000'000'000),
          .feeds = {}};
}

/// All that is published of a rate, on one line:
/// "KZT/USD 0.0021049 +0.77 since 2026-04-01 of 2026-04-02 nbk live".
inline std::string line(const Rate& rate) {
  const auto change = rate.basis
                          ? fmt::format("{}% since {}", change_percent_text(rate, *rate.basis),
                                        rate.basis->as_of.text())
                          : std::string("no basis");
  return fmt::format("{} {} {} of {} {} {}", rate.pair.text(), rate_text(rate), change,
                     rate.as_of.text(), rate.source, to_string(rate.status));
}

/// Every basis that is known: "previous_close 475.09 of 2026-04-01, 7d 470 of 2026-03-25".
inline std::string bases_line(const Rate& rate) {
  std::string all;
  for (const auto kind : basis_kinds) {
    const auto* const basis = shown_basis(rate, kind);
    if (basis == nullptr) continue;
    all += fmt::format("{}{} {} of {}", all.empty() ? "" : ", ", to_string(kind),
                       basis->value.significant(12), basis->as_of.text());
  }
  return all;
}

inline std::vector<std::string> lines(const std::vector<Rate>& rates) {
  std::vector<std::string> all;
  for (const auto& rate : rates) all.push_back(line(rate));
  return all;
}

}  // namespace tickerd::rates::sample
