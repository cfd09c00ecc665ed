#include "app/history_reads.hpp"

#include "net/on_pool.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;
using rates::Result;

std::unexpected<rates::Error> none_kept() {
  return rates::fail(rates::Errc::not_found, "no history is kept: history.enabled is false");
}

}  // namespace

asio::awaitable<Result<rates::HistoryPage>> HistoryReads::read(rates::HistoryQuery query) {
  if (!is_kept_) co_return none_kept();
  auto work = [this, &query] { return reader_.read(query); };
  co_return co_await net::on_pool(pool_, std::move(work));
}

asio::awaitable<Result<rates::HistoryExtent>> HistoryReads::extent(rates::CurrencyPair pair,
                                                                   rates::Timestamp from,
                                                                   rates::Timestamp until) {
  if (!is_kept_) co_return none_kept();
  auto work = [this, pair, from, until] { return reader_.extent(pair, from, until); };
  co_return co_await net::on_pool(pool_, std::move(work));
}

asio::awaitable<Result<std::vector<std::vector<rates::Bar>>>> HistoryReads::last(
    std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
    std::size_t count) {
  if (!is_kept_) co_return none_kept();
  auto work = [this, &pairs, interval, until, count] {
    return last_of_each(pairs, interval, until, count);
  };
  co_return co_await net::on_pool(pool_, std::move(work));
}

asio::awaitable<Result<std::vector<LookedBack>>> HistoryReads::windows(
    std::vector<rates::PastWindowQuery> queries) {
  if (!is_kept_) co_return none_kept();
  auto work = [this, &queries] { return each_window(queries); };
  co_return co_await net::on_pool(pool_, std::move(work));
}

Result<std::vector<LookedBack>> HistoryReads::each_window(
    const std::vector<rates::PastWindowQuery>& queries) {
  std::vector<LookedBack> all;
  all.reserve(queries.size());
  for (const auto& query : queries) {
    auto window = reader_.window(query.pair, query.from, query.until);
    if (!window) return std::unexpected(window.error());
    all.emplace_back(query, *std::move(window));
  }
  return all;
}

Result<std::vector<std::vector<rates::Bar>>> HistoryReads::last_of_each(
    const std::vector<rates::CurrencyPair>& pairs, rates::Interval interval, rates::Timestamp until,
    std::size_t count) {
  std::vector<std::vector<rates::Bar>> all;
  for (const auto& pair : pairs) {
    auto bars = reader_.last(pair, interval, until, count);
    if (!bars) return std::unexpected(bars.error());
    all.push_back(*std::move(bars));
  }
  return all;
}

}  // namespace tickerd::app
