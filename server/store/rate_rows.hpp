#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "rates/quote.hpp"
#include "rates/rate.hpp"
#include "rates/rate_log.hpp"
#include "rates/result.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// Writes and reads the store's rows: exact decimal texts, ISO dates. Holds its statements
/// prepared; lives no longer than the Database. Every failure is Errc::storage.
class RateRows {
 public:
  /// The database's schema is up to date.
  static rates::Result<RateRows> prepare(const Database& database);

  /// Puts the rate in place of what was kept of its pair.
  rates::Result<void> write(const rates::SequencedRate& sequenced);
  /// Puts the close in place of what was kept of its feed, pair and value date.
  rates::Result<void> write(const rates::Close& close);
  /// Leaves the newest 40 value dates of the feed's pair: nothing reads older ones.
  rates::Result<void> forget_before_newest(std::string_view feed, const rates::CurrencyPair& pair);
  /// Writes where a new store begins, once.
  rates::Result<void> write(const rates::Position& position, rates::Timestamp created_at);
  rates::Result<void> write_seq(std::uint64_t seq);

  /// Nothing is kept yet: seq 0 and an empty epoch.
  rates::Result<rates::Position> read_position();
  /// All of them, by pair.
  rates::Result<std::vector<rates::SequencedRate>> read_rates();
  /// The newest 40 value dates of each feed and pair, oldest first.
  rates::Result<std::vector<rates::Close>> read_closes();

 private:
  struct Statements {
    Statement write_rate;
    Statement write_close;
    Statement write_position;
    Statement write_seq;
    Statement read_position;
    Statement read_rates;
    Statement read_closes;
    Statement trim_closes;
  };
  RateRows(const Database& database, Statements statements)
      : database_(&database), statements_(std::move(statements)) {}

  const Database* database_;
  Statements statements_;
};

}  // namespace tickerd::store
