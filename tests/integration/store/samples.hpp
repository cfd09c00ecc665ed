#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "store/local_log.hpp"

namespace tickerd::store::test {

/// The value of a Result that the test is sure of.
template <class T>
T sure(rates::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return *std::move(result);
}

inline rates::Timestamp at(std::string_view text) { return sure(rates::parse_timestamp(text)); }
/// When the batches of the tests are published.
inline const auto published = at("2026-05-18T05:02:12.000Z");

inline rates::AsOf as_of(std::string_view text) { return sure(rates::AsOf::parse(text)); }
inline rates::Decimal decimal(std::string_view text) { return sure(rates::Decimal::parse(text)); }
inline rates::CurrencyPair pair(std::string_view text) {
  return sure(rates::CurrencyPair::parse(text));
}

/// A plain live rate of 18 May 2026 without a basis.
inline rates::Rate rate(std::string_view of, const rates::Decimal& value) {
  return {.pair = pair(of),
          .value = value,
          .precision = {},
          .basis = std::nullopt,
          .as_of = as_of("2026-05-18"),
          .fetched_at = at("2026-05-18T05:02:11.480Z"),
          .source = "nbt",
          .status = rates::Status::live};
}
inline rates::Rate rate(std::string_view of, std::string_view value) {
  return rate(of, decimal(value));
}

inline rates::Close close(std::string_view feed, std::string_view of, std::string_view value,
                          std::string_view date) {
  return {.feed = std::string(feed),
          .quote = {.pair = pair(of),
                    .value = decimal(value),
                    .as_of = as_of(date),
                    .fetched_at = at("2026-05-18T05:02:11.480Z")}};
}

/// Every published and hidden field of a rate as text, so that a difference can be read.
inline std::string described(const rates::SequencedRate& sequenced) {
  const rates::Rate& rate = sequenced.rate;
  const auto basis = rate.basis ? fmt::format("{} {} {}", rates::to_string(rate.basis->kind),
                                              rate.basis->value.exact(), rate.basis->as_of.text())
                                : "none";
  std::string others;
  for (const auto& other : rate.other_bases) {
    others += fmt::format("{} {} {};", rates::to_string(other.kind), other.value.exact(),
                          other.as_of.text());
  }
  return fmt::format(
      "{} {} {}{} basis={} others={} as_of={} fetched_at={} source={} status={} seq={}",
      rate.pair.text(), rate.value.exact(),
      rate.precision.kind == rates::Precision::Kind::decimals ? "d" : "s", rate.precision.digits,
      basis, others, rate.as_of.text(), rates::to_string(rate.fetched_at), rate.source,
      rates::to_string(rate.status), sequenced.seq);
}

inline std::vector<std::string> described(const std::vector<rates::SequencedRate>& all) {
  std::vector<std::string> texts;
  for (const auto& one : all) texts.push_back(described(one));
  return texts;
}

inline std::unique_ptr<LocalLog> open(const std::filesystem::path& folder) {
  static rates::NullLog log;
  static const rates::SystemClock clock;
  return sure(LocalLog::open(folder, clock, log));
}

inline std::string open_error(const std::filesystem::path& folder) {
  static rates::NullLog log;
  static const rates::SystemClock clock;
  const auto opened = LocalLog::open(folder, clock, log);
  return opened ? "opened" : opened.error().detail;
}

}  // namespace tickerd::store::test
