#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rates/quote.hpp"
#include "rates/rate.hpp"
#include "rates/result.hpp"

namespace tickerd::rates {

/// Where a history stands: `seq` counts batches within `epoch`.
struct Position {
  std::string epoch;
  std::uint64_t seq = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// What a store holds when it is opened.
struct Recovered {
  Position position;
  std::vector<SequencedRate> rates;
  std::vector<Close> closes;  ///< oldest value date first, at most 40 a feed and pair
};

/// Append a batch, get its `seq`: the one seam between one node and many. Durable before visible:
/// when append() returns, the batch survives kill -9. Calls block for the disk or the network (use
/// net::on_pool) and come one at a time, from any thread.
class RateLog {
 public:
  virtual ~RateLog() = default;

  /// What was kept by earlier runs. Fails with Errc::storage.
  virtual Result<Recovered> recover() = 0;

  /// Commits `rates` (not empty) and the `closes` behind them in one step under the next seq.
  ///
  /// When the store cannot commit, publishing goes on: the batch comes back under a new, volatile
  /// epoch that no durable seq is ever counted in, and degraded() says why.
  virtual BatchPtr append(std::vector<Rate> rates, std::span<const Close> closes,
                          Timestamp published_at) = 0;

  /// Keeps closes that changed no published rate. No seq is taken.
  virtual Result<void> keep(std::span<const Close> closes) = 0;

  /// Why batches are volatile at the moment; empty when all is durable.
  virtual std::string degraded() const = 0;
};

}  // namespace tickerd::rates
