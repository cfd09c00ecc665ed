#pragma once

#include <cstddef>
#include <filesystem>
#include <utility>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "net/asio.hpp"
#include "rates/history.hpp"
#include "rates/lookback.hpp"
#include "rates/result.hpp"
#include "store/history_reader.hpp"

namespace tickerd::app {

/// A window of history that was asked for.
using LookedBack = std::pair<rates::PastWindowQuery, rates::PastWindow>;

/// Reads history for all edges and the engine, on a thread of its own: one question after the
/// other, each no longer than its page. Callable from any thread; answers on the caller's. Every
/// call fails with not_found when no history is kept, else as store::HistoryReader.
class HistoryReads {
 public:
  /// `file` is empty when no history is kept.
  explicit HistoryReads(const std::filesystem::path& file)
      : is_kept_(!file.empty()), reader_(file) {}

  bool is_kept() const noexcept { return is_kept_; }

  net::asio::awaitable<rates::Result<rates::HistoryPage>> read(rates::HistoryQuery query);
  net::asio::awaitable<rates::Result<rates::HistoryExtent>> extent(rates::CurrencyPair pair,
                                                                   rates::Timestamp from,
                                                                   rates::Timestamp until);
  /// Of each of `pairs`.
  net::asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> last(
      std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
      std::size_t count);
  /// Each with its question.
  net::asio::awaitable<rates::Result<std::vector<LookedBack>>> windows(
      std::vector<rates::PastWindowQuery> queries);
  /// Waits for the questions that were asked. Nobody asks any more.
  void join() { pool_.join(); }

 private:
  rates::Result<std::vector<std::vector<rates::Bar>>> last_of_each(
      const std::vector<rates::CurrencyPair>& pairs, rates::Interval interval,
      rates::Timestamp until, std::size_t count);

  rates::Result<std::vector<LookedBack>> each_window(
      const std::vector<rates::PastWindowQuery>& queries);

  const bool is_kept_;
  store::HistoryReader reader_;  // of the pool's one thread
  net::asio::thread_pool pool_{1};
};

}  // namespace tickerd::app
