#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "rates/history.hpp"
#include "rates/lookback.hpp"
#include "rates/result.hpp"
#include "store/sqlite.hpp"

namespace tickerd::store {

/// Reads history.sqlite through a connection of its own, page by page: no read lasts longer than
/// its page, so a slow client does not keep the write-ahead log from being checkpointed. Blocks for
/// the disk; one thread at a time. Every failure is Errc::storage or Errc::corrupt.
class HistoryReader {
 public:
  /// Opens the file at the first question, and anew when another file was put in its place.
  explicit HistoryReader(std::filesystem::path file) : file_(std::move(file)) {}

  rates::Result<rates::HistoryPage> read(const rates::HistoryQuery& query);
  /// Of the value dates from `from` until before `until`.
  rates::Result<rates::HistoryExtent> extent(const rates::CurrencyPair& pair, rates::Timestamp from,
                                             rates::Timestamp until);
  /// The last `count` bars that begin before `until`, oldest first. Not of raw.
  rates::Result<std::vector<rates::Bar>> last(const rates::CurrencyPair& pair,
                                              rates::Interval interval, rates::Timestamp until,
                                              std::size_t count);
  /// The stretch of a pair's history from `from` until before `until`, of the finest level that
  /// reaches back to `from`; of points when none does.
  rates::Result<rates::PastWindow> window(const rates::CurrencyPair& pair, rates::Timestamp from,
                                          rates::Timestamp until);
  /// All that there is history of.
  rates::Result<std::vector<rates::CurrencyPair>> pairs();

 private:
  rates::Result<void> open();

  const std::filesystem::path file_;
  std::unique_ptr<Database> database_;
  std::uint64_t inode_ = 0;  // of the open file
};

}  // namespace tickerd::store
