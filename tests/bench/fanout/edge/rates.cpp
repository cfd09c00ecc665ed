#include "bench/fanout/edge/rates.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "bench/fanout/common/sample.hpp"

namespace tickerd::bench {
namespace {

rates::Rate rate(const rates::CurrencyPair& pair, std::uint64_t step) {
  const auto today = rates::parse_date("2026-05-19").value();
  const auto value = [](std::uint64_t units) {
    return rates::Decimal(static_cast<std::int64_t>(units)) / rates::Decimal(1'000'000);
  };
  const rates::Basis basis{.kind = rates::BasisKind::previous_close,
                           .value = value(11'000),
                           .as_of = rates::AsOf(today - std::chrono::days(1))};
  return {.pair = pair,
          .value = value(11'000 + step % 997),
          .precision = {},
          .basis = basis,
          .as_of = rates::AsOf(today),
          .fetched_at = rates::parse_timestamp("2026-05-19T05:02:11.480Z").value(),
          .source = "desk"};
}

}  // namespace

BatchMaker::BatchMaker(const ServerOptions& options)
    : per_flush_(options.per_flush),
      rates_per_batch_(options.rates_per_batch),
      seq_(options.pairs) {
  for (std::size_t place = 0; place < options.pairs; ++place) {
    pairs_.push_back(rates::CurrencyPair::parse(pair_name(place)).value());
  }
}

std::vector<rates::SequencedRate> BatchMaker::first_rates() const {
  std::vector<rates::SequencedRate> all;
  std::uint64_t seq = 0;
  for (const auto& pair : pairs_) all.push_back({.rate = rate(pair, 0), .seq = ++seq});
  return all;
}

rates::Position BatchMaker::first_position() const { return {.epoch = "e1", .seq = pairs_.size()}; }

std::vector<rates::PairRule> BatchMaker::rules() const {
  std::vector<rates::PairRule> rules;
  for (const auto& pair : pairs_) rules.push_back({.pair = pair, .precision = {}, .feeds = {}});
  return rules;
}

rates::Rate BatchMaker::next_rate() {
  const auto place = turn_++ % pairs_.size();
  return rate(pairs_[place], seq_);
}

std::vector<rates::BatchPtr> BatchMaker::next(rates::Timestamp now) {
  std::vector<rates::BatchPtr> flush;
  for (std::size_t count = 0; count < per_flush_; ++count) {
    rates::Batch batch{.epoch = "e1", .seq = ++seq_, .published_at = now, .rates = {}};
    std::generate_n(std::back_inserter(batch.rates), rates_per_batch_,
                    [this] { return next_rate(); });
    flush.push_back(std::make_shared<const rates::Batch>(std::move(batch)));
  }
  return flush;
}

}  // namespace tickerd::bench
