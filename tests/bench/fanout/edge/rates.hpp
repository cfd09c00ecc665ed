#pragma once

#include <cstdint>
#include <vector>

#include "bench/fanout/common/server_options.hpp"
#include "rates/rate.hpp"
#include "rates/rate_log.hpp"
#include "rates/rules.hpp"

namespace tickerd::bench {

/// Makes the batches that are published: of each flush, other pairs of pair_name(), round and
/// round.
class BatchMaker {
 public:
  explicit BatchMaker(const ServerOptions& options);

  /// All pairs, before the first batch.
  std::vector<rates::SequencedRate> first_rates() const;
  rates::Position first_position() const;
  std::vector<rates::PairRule> rules() const;

  /// The batches of the next flush.
  std::vector<rates::BatchPtr> next(rates::Timestamp now);

 private:
  rates::Rate next_rate();

  std::size_t per_flush_;
  std::size_t rates_per_batch_;
  std::vector<rates::CurrencyPair> pairs_;
  std::uint64_t seq_;
  std::size_t turn_ = 0;  // the next pair
};

}  // namespace tickerd::bench
