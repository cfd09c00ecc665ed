#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "http/service.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http::test {

/// A service whose history is a list in memory: of each day one point.
class SampleHistory : public Service {
 public:
  /// `days` points of KGS/USD, the last of 19 May 2026.
  void keep_days(std::size_t days) {
    const auto last = rates::parse_date("2026-05-19").value();
    for (std::size_t at = 0; at < days; ++at) {
      const rates::AsOf as_of(last - std::chrono::days(days - 1 - at));
      points_.push_back({.pair = pair("KGS/USD"),
                         .as_of = as_of,
                         .value = decimal("0.0114") + rates::Decimal(static_cast<int>(at)),
                         .source = "nbkr",
                         .published_at = rates::instant_of(as_of),
                         .seq = at + 1});
    }
  }
  void keep(rates::HistoryPoint point) { points_.push_back(std::move(point)); }
  /// Pages after this many fail.
  void fail_after(int pages) { pages_left_ = pages; }

  net::asio::awaitable<rates::Result<rates::HistoryPage>> history(
      rates::HistoryQuery query) override {
    if (pages_left_-- == 0) co_return rates::fail(rates::Errc::storage, "the disk is gone");
    rates::HistoryPage page;
    for (const auto& point : points_) {
      const auto at = rates::instant_of(point.as_of);
      const bool is_wanted = point.pair == query.pair && at >= query.from && at < query.until &&
                             (!query.after || at > query.after->at);
      if (!is_wanted) continue;
      if (page.points.size() + page.bars.size() == query.limit) {
        page.next = last_;
        co_return page;
      }
      last_ = {.at = at, .seq = query.interval == rates::Interval::raw ? point.seq : 0};
      if (query.interval == rates::Interval::raw) {
        page.points.push_back(point);
      } else {
        page.bars.push_back(rates::Bar::of(query.interval, point));
      }
    }
    co_return page;
  }

  net::asio::awaitable<rates::Result<rates::HistoryExtent>> history_extent(
      rates::CurrencyPair of, rates::Timestamp from, rates::Timestamp until) override {
    if (points_.empty()) co_return rates::fail(rates::Errc::not_found, "no history is kept");
    const auto counts = [&](const rates::HistoryPoint& point) {
      const auto day = rates::bar_start(rates::Interval::day, point.as_of);
      return point.pair == of && day >= from && day < until;
    };
    const auto count = static_cast<std::uint64_t>(std::ranges::count_if(points_, counts));
    co_return rates::HistoryExtent{.days = count, .points = count};
  }

  net::asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> last_bars(
      std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
      std::size_t count) override {
    std::vector<std::vector<rates::Bar>> all(pairs.size());
    for (std::size_t at = 0; at < pairs.size(); ++at) {
      for (const auto& point : points_) {
        if (point.pair != pairs[at] || rates::instant_of(point.as_of) >= until) continue;
        all[at].push_back(rates::Bar::of(interval, point));
      }
      if (all[at].size() > count)
        all[at].erase(all[at].begin(), all[at].end() - static_cast<std::ptrdiff_t>(count));
    }
    co_return all;
  }

 private:
  std::vector<rates::HistoryPoint> points_;
  rates::HistoryQuery::Cursor last_;
  int pages_left_ = -1;
};

}  // namespace tickerd::http::test
