#include "bench/fanout/edge/no_service.hpp"

namespace tickerd::bench {
namespace {

std::unexpected<rates::Error> nothing() {
  return rates::fail(rates::Errc::not_found, "nothing is kept here");
}

}  // namespace

NoService::Answer<std::vector<http::TrackedPair>> NoService::track(
    std::vector<rates::CurrencyPair> pairs) {
  std::vector<http::TrackedPair> tracked;
  for (const auto& pair : pairs) tracked.push_back({.pair = pair, .code = "unknown_pair"});
  co_return tracked;
}

NoService::Answer<http::PushResult> NoService::push(std::string, std::string, std::string) {
  co_return nothing();
}

NoService::Answer<std::optional<http::ExplainedRate>> NoService::explain(rates::CurrencyPair) {
  co_return std::nullopt;
}

NoService::Answer<rates::Result<rates::HistoryPage>> NoService::history(rates::HistoryQuery) {
  co_return nothing();
}

NoService::Answer<rates::Result<rates::HistoryExtent>> NoService::history_extent(
    rates::CurrencyPair, rates::Timestamp, rates::Timestamp) {
  co_return nothing();
}

NoService::Answer<rates::Result<std::vector<std::vector<rates::Bar>>>> NoService::last_bars(
    std::vector<rates::CurrencyPair>, rates::Interval, rates::Timestamp, std::size_t) {
  co_return nothing();
}

}  // namespace tickerd::bench
