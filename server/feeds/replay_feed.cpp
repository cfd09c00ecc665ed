#include "feeds/replay_feed.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "feeds/decode.hpp"

namespace tickerd::feeds {
namespace {

// A recording may be of days that the wall clock has not seen: no date in it is in the future.
constexpr rates::Timestamp end_of_time = rates::Date(std::chrono::year(9999) / 12 / 31);

rates::AsOf shifted(const rates::AsOf& as_of, std::chrono::days shift) {
  if (as_of.is_date()) return rates::AsOf(as_of.date() + shift);
  return rates::AsOf(as_of.valid_until() + shift);
}

}  // namespace

ReplayFeed::ReplayFeed(std::string name, ReplaySpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      book_(name_, context_.log) {}

net::asio::awaitable<void> ReplayFeed::run() {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  const Span recorded = span();
  auto shift = first_shift(recorded);
  while (!spec_.bodies.empty()) {
    for (const auto& body : spec_.bodies) {
      play(body, shift);
      const auto pause = std::max(spec_.every, std::chrono::milliseconds(1));
      book_.next_at(context_.clock.now() + pause);
      timer.expires_after(pause);
      const auto [ec] = co_await timer.async_wait(net::use_tuple);
      if (ec) co_return;
    }
    shift += recorded.length();
  }
}

rates::Result<Table> ReplayFeed::read(const std::string& body) const {
  return decode(spec_.preset.mapping, body, {}, end_of_time);
}

ReplayFeed::Span ReplayFeed::span() const {
  std::optional<Span> span;
  for (const auto& body : spec_.bodies) {
    const auto table = read(body);
    if (!table) continue;  // said when it is played
    for (const auto& quote : table->quotes) {
      const auto date = quote.as_of.date();
      if (!span) span = Span{date, date};
      span = Span{std::min(span->first, date), std::max(span->last, date)};
    }
  }
  return span.value_or(Span{});
}

std::chrono::days ReplayFeed::first_shift(const Span& span) const {
  if (!context_.kept_until || *context_.kept_until < span.first) return std::chrono::days(0);
  const auto rounds = (*context_.kept_until - span.first) / span.length() + 1;
  return rounds * span.length();
}

void ReplayFeed::play(const std::string& body, std::chrono::days shift) {
  const auto now = context_.clock.now();
  book_.attempted(now);
  book_.received(body.size());
  auto table = read(body);
  if (!table) {
    book_.failed(table.error());
    return;
  }
  for (auto& quote : table->quotes) {
    quote.as_of = shifted(quote.as_of, shift);
    quote.fetched_at = now;
  }
  book_.succeeded(now, *table);
  if (!table->quotes.empty()) context_.on_update({name_, std::move(table->quotes)});
}

}  // namespace tickerd::feeds
