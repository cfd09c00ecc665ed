#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/service.hpp"

namespace tickerd::bench {

/// What an edge needs from a program that does nothing but publish.
class NoService final : public http::Service {
 public:
  template <class Value>
  using Answer = net::asio::awaitable<Value>;

  Answer<std::vector<http::TrackedPair>> track(std::vector<rates::CurrencyPair> pairs) override;
  Answer<http::PushResult> push(std::string feed, std::string body, std::string type) override;
  Answer<std::optional<http::ExplainedRate>> explain(rates::CurrencyPair pair) override;
  Answer<rates::Result<rates::HistoryPage>> history(rates::HistoryQuery query) override;
  Answer<rates::Result<rates::HistoryExtent>> history_extent(rates::CurrencyPair pair,
                                                             rates::Timestamp from,
                                                             rates::Timestamp until) override;
  Answer<rates::Result<std::vector<std::vector<rates::Bar>>>> last_bars(
      std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
      std::size_t count) override;
  bool ready() const override { return true; }
  bool draining() const override { return false; }
};

}  // namespace tickerd::bench
