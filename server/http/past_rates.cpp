#include "http/past_rates.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "http/history_api.hpp"
#include "http/query.hpp"
#include "http/rates_api.hpp"
#include "stream/board.hpp"

namespace tickerd::http {

namespace asio = net::asio;
using rates::Bar;
using rates::Errc;
using rates::fail;
using rates::Result;

namespace {

constexpr std::string_view rates_path = "/v1/rates";
constexpr std::string_view pairs_path = "/v1/pairs";
constexpr std::string_view tape_path = "/v1/tape";
/// The bars of a month and of the holidays before it.
constexpr std::size_t bars_for_bases = 45;
constexpr std::size_t fewest_points = 2;
constexpr std::size_t most_points = 365;

rates::AsOf date_of(const Bar& bar) {
  return rates::AsOf(std::chrono::floor<std::chrono::days>(bar.start));
}

/// The last of `bars` that is not after a moment; null when there is none.
const Bar* last_until(const std::vector<Bar>& bars, rates::Timestamp moment) {
  const auto after = std::ranges::upper_bound(bars, moment, {}, &Bar::start);
  return after == bars.begin() ? nullptr : &*(after - 1);
}

/// What the last of `bars` is measured against for `kind`; none when that is not known.
std::optional<rates::Basis> basis_of(rates::BasisKind kind, const std::vector<Bar>& bars) {
  using Kind = rates::BasisKind;
  const Bar& bar = bars.back();
  const auto closing = [kind](const Bar* before) -> std::optional<rates::Basis> {
    if (before == nullptr) return std::nullopt;
    return rates::Basis{.kind = kind, .value = before->close, .as_of = date_of(*before)};
  };
  switch (kind) {
    case Kind::open:
      return rates::Basis{.kind = kind, .value = bar.open, .as_of = date_of(bar)};
    case Kind::previous: {
      const auto is_other = [&bar](const Bar& before) { return before.close != bar.close; };
      const auto other = std::find_if(bars.rbegin(), bars.rend(), is_other);
      return closing(other == bars.rend() ? nullptr : &*other);
    }
    case Kind::week:
      return closing(last_until(bars, bar.start - std::chrono::days(7)));
    case Kind::month:
      return closing(last_until(bars, bar.start - std::chrono::days(30)));
    case Kind::day:
    case Kind::previous_close:
      break;
  }
  return closing(last_until(bars, bar.start - std::chrono::days(1)));
}

/// The rate of the last of `bars`, with every basis that they tell.
rates::Rate rate_of(const rates::CurrencyPair& pair, const std::vector<Bar>& bars,
                    const Site& site) {
  const Bar& bar = bars.back();
  const auto rule = std::ranges::find(site.pairs, pair, &rates::PairRule::pair);
  const bool is_configured = rule != site.pairs.end();
  const auto own_kind = is_configured ? rule->basis : rates::BasisKind::previous_close;
  rates::Rate rate{.pair = pair,
                   .value = bar.close,
                   .precision = is_configured ? rule->precision : rates::Precision{},
                   .basis = basis_of(own_kind, bars),
                   .as_of = date_of(bar),
                   .fetched_at = bar.closed_at,
                   .source = bar.source,
                   .status = rates::Status::closed};
  for (const auto kind : rates::basis_kinds) {
    if (kind == own_kind) continue;
    if (const auto basis = basis_of(kind, bars)) rate.other_bases.push_back(*basis);
  }
  return rate;
}

/// The catalogue shows what is configured, a tape what it was asked for.
std::vector<rates::CurrencyPair> pairs_shown(const Request& request, const Reader& reader) {
  if (request.path == tape_path) {
    auto query = parse_rates_query(request, reader, stream::Transport::sse);
    return query ? std::move(query->pairs) : std::vector<rates::CurrencyPair>();
  }
  std::vector<rates::CurrencyPair> pairs;
  for (const auto* rule : reader.pairs()) pairs.push_back(rule->pair);
  return pairs;
}

}  // namespace

std::optional<std::string_view> date_asked_for(const Request& request) {
  if (request.path != rates_path || !request.reads()) return std::nullopt;
  return request.parameter("at");
}

asio::awaitable<Response> rates_at(Request request, Service& service, View view) {
  const auto text = request.parameter("at").value_or("");
  const auto date = rates::parse_date(text);
  if (!date) co_return problem(400, "bad_query", "at: " + date.error().detail);
  const auto query = parse_rates_query(request, view.reader(), stream::Transport::sse);
  if (!query) co_return problem(400, "bad_query", query.error().detail);
  const auto until = rates::Timestamp(*date + std::chrono::days(1));
  auto pairs = query->pairs;
  auto bars =
      co_await service.last_bars(std::move(pairs), rates::Interval::day, until, bars_for_bases);
  if (!bars) co_return history_failure(bars.error());

  std::vector<rates::SequencedRate> then;
  for (std::size_t at = 0; at < query->pairs.size(); ++at) {
    const auto& own = (*bars)[at];
    if (!own.empty()) then.push_back({rate_of(query->pairs[at], own, view.site), 0});
  }
  if (then.empty()) {
    const auto detail = fmt::format("no rate of these pairs is known on or before {}", text);
    co_return problem(404, "no_rate_then", detail);
  }
  const stream::Board board(view.board.position(), then);
  const View past{.board = board, .site = view.site, .grant = view.grant, .ready = view.ready};
  co_return rates_list(request, past);
}

Result<std::optional<std::size_t>> sparks_asked_for(const Request& request) {
  if ((request.path != pairs_path && request.path != tape_path) || !request.reads()) {
    return std::nullopt;
  }
  const auto text = request.parameter("spark");
  if (!text) return std::nullopt;
  std::size_t count = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), count);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || count < fewest_points ||
      count > most_points) {
    return fail(Errc::bad_argument,
                fmt::format("spark: expected a number from {} to {}, got {}", fewest_points,
                            most_points, rates::in_quotes(*text)));
  }
  return std::optional(count);
}

asio::awaitable<Sparks> read_sparks(Request request, Service& service, Reader reader,
                                    rates::Timestamp now, std::size_t count) {
  const auto pairs = pairs_shown(request, reader);
  // A bank may have published the value of days to come.
  const auto until = now + std::chrono::days(8);
  auto asked = pairs;
  const auto bars =
      co_await service.last_bars(std::move(asked), rates::Interval::day, until, count);
  Sparks sparks;
  if (!bars) co_return sparks;
  for (std::size_t at = 0; at < pairs.size(); ++at) {
    for (const auto& bar : (*bars)[at]) sparks[pairs[at]].push_back(bar.close);
  }
  co_return sparks;
}

}  // namespace tickerd::http
