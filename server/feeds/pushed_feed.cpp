#include "feeds/pushed_feed.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/decode.hpp"

namespace tickerd::feeds {
namespace {

/// Where the bytes came from, for origins and recordings: nothing is asked.
constexpr std::string_view pushed_to = "/v1/quotes";

/// The media type that each format is sent as, and other words for it.
struct MediaTypes {
  Format format;
  std::string_view expected;
  std::array<std::string_view, 2> others;
  std::string_view suffix;  ///< of types that are built on it: "+json"
};
constexpr std::array media_types{
    MediaTypes{Format::json, "application/json", {"text/json", "application/x-json"}, "+json"},
    MediaTypes{Format::xml, "application/xml", {"text/xml", "application/xml"}, "+xml"},
    MediaTypes{Format::csv, "text/csv", {"text/plain", "application/csv"}, "+csv"},
};

/// "Application/JSON; charset=utf-8" is "application/json".
std::string essence_of(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return type;
}

rates::Result<void> check_type(Format format, std::string_view content_type) {
  const auto type = essence_of(content_type);
  const auto* const known = std::ranges::find(media_types, format, &MediaTypes::format);
  const bool fits = type.empty() || type == known->expected || type.ends_with(known->suffix) ||
                    std::ranges::find(known->others, type) != known->others.end();
  if (fits) return {};
  return rates::fail(rates::Errc::refused, fmt::format("Content-Type: expected {}, got {}",
                                                       known->expected, rates::in_quotes(type)));
}

}  // namespace

PushedFeed::PushedFeed(std::string name, PushedSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      book_(name_, context_.log) {}

net::asio::awaitable<void> PushedFeed::run() {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  timer.expires_at(net::asio::steady_timer::time_point::max());
  const auto [ec] = co_await timer.async_wait(net::use_tuple);
  (void)ec;  // only a cancellation ends this wait
}

rates::Result<Table> PushedFeed::push(std::string_view body, std::string_view content_type) {
  const auto now = context_.clock.now();
  const auto heard_at = std::chrono::steady_clock::now();
  book_.attempted(now);
  book_.received(body.size());
  if (context_.on_answer) {
    context_.on_answer({.feed = name_,
                        .at = now,
                        .url = std::string(pushed_to),
                        .status = 200,
                        .headers = {{"Content-Type", std::string(content_type)}},
                        .body = std::string(body)});
  }
  const auto fits = check_type(spec_.preset.mapping.format, content_type);
  auto table = fits ? decode(spec_.preset.mapping, body, content_type, now, std::string(pushed_to))
                    : rates::Result<Table>(std::unexpected(fits.error()));
  if (!table) {
    book_.failed(table.error());
    return table;
  }
  book_.succeeded(now, *table);
  if (!table->quotes.empty()) context_.on_update({name_, table->quotes, heard_at});
  return table;
}

}  // namespace tickerd::feeds
