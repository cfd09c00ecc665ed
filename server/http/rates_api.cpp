#include "http/rates_api.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "http/query.hpp"
#include "stream/query.hpp"
#include "stream/tables.hpp"
#include "stream/tape.hpp"
#include "stream/tape_svg.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {
namespace {

using Json = nlohmann::ordered_json;
using rates::Rate;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view text_type = "text/plain; charset=utf-8";

/// The entries of the pairs that have a rate, in the order asked for.
std::vector<const stream::Board::Entry*> entries_of(const RatesQuery& query, const View& view) {
  std::vector<const stream::Board::Entry*> entries;
  for (const auto& pair : query.pairs) {
    if (const auto* entry = view.board.find(pair)) entries.push_back(entry);
  }
  return entries;
}

/// Answers with the board's position as the tag, `variant` telling representations apart; 304 when
/// the client has it. `make` writes the body.
template <class Make>
Response versioned(const Request& request, const View& view, std::string_view content_type,
                   std::string_view variant, Make make) {
  const auto etag = fmt::format("\"{}-{}{}{}\"", stream::to_text(view.board.position()), variant,
                                view.site.edition, view.reader().edition());
  const auto known = request.header("if-none-match");
  Response response;
  if (known && etag_matches(*known, etag)) {
    response.status = 304;
  } else {
    response = text_response(200, std::string(content_type), make());
  }
  response.set("ETag", etag);
  response.set("Cache-Control", "public, max-age=5, stale-while-revalidate=30, stale-if-error=60");
  return response;
}

std::string list_json(const std::vector<const stream::Board::Entry*>& entries,
                      const RatesQuery& query, const View& view) {
  std::vector<std::string> texts;
  rates::Timestamp newest{};
  for (const auto* entry : entries) {
    texts.push_back(stream::wire::rate_json(*entry->rate, entry->seq, query.options.numbers,
                                            query.options.basis));
    newest = std::max(newest, entry->rate->fetched_at);
  }
  return stream::wire::snapshot(view.board.position(), newest, false, texts);
}

/// What a representation is called in its tag: "csv", "csv-7d" for who asked for that basis.
std::string variant_of(std::string_view form, rates::AskedBasis basis) {
  return basis ? fmt::format("{}-{}", form, rates::to_string(*basis)) : std::string(form);
}

/// The same of a form with numbers: "json-t", "json-n-7d".
std::string variant_of(std::string_view form, const stream::Options& options) {
  const bool bare = options.numbers == stream::Numbers::json;
  return variant_of(fmt::format("{}-{}", form, bare ? "n" : "t"), options.basis);
}

/// What tells an answer with sparklines from one without.
std::string spark_variant(const Request& request) {
  return std::string(request.parameter("spark").value_or(""));
}

/// The closes as the pair's rate is written.
Json spark_json(const rates::PairRule& rule, const View& view) {
  auto spark = Json::array();
  const auto closes = view.sparks->find(rule.pair);
  if (closes == view.sparks->end()) return spark;
  const bool is_significant = rule.precision.kind == rates::Precision::Kind::significant;
  for (const auto& close : closes->second) {
    spark.push_back(is_significant ? close.significant(rule.precision.digits)
                                   : close.fixed(rule.precision.digits));
  }
  return spark;
}

Json precision_json(const rates::Precision& precision) {
  const bool significant = precision.kind == rates::Precision::Kind::significant;
  return Json{{significant ? "significant" : "decimals", precision.digits}};
}

}  // namespace

Response no_rate(const rates::CurrencyPair& pair, const View& view) {
  const auto configured = std::ranges::find(view.site.pairs, pair, &rates::PairRule::pair);
  if (configured == view.site.pairs.end()) {
    return problem(404, "unknown_pair",
                   fmt::format("{}: no source quotes it, it cannot be crossed, or too many pairs "
                               "are published already",
                               pair.text()));
  }
  auto response =
      problem(503, "no_rate_yet", fmt::format("{}: no source has answered yet", pair.text()));
  response.set("Retry-After", "5");
  return response;
}

Response rates_list(const Request& request, const View& view) {
  const auto query = parse_whole_query(request, view.reader());
  if (!query) return problem(400, "bad_query", query.error().detail);
  const auto entries = entries_of(*query, view);
  if (entries.empty() && !query->options.all_pairs) return no_rate(query->pairs.front(), view);
  const auto format = request.parameter("format").value_or("json");
  if (format == "json") {
    return versioned(request, view, json_type, variant_of("json", query->options),
                     [&] { return list_json(entries, *query, view); });
  }
  if (format == "csv") {
    return versioned(request, view, "text/csv; charset=utf-8; header=present",
                     variant_of("csv", query->options.basis),
                     [&] { return stream::rates_csv(entries, query->options.basis); });
  }
  if (format == "rows") {
    const auto& asked = query->options;
    return versioned(request, view, json_type, variant_of("rows", asked),
                     [&] { return stream::rates_rows(entries, asked.numbers, asked.basis); });
  }
  return problem(400, "bad_query",
                 fmt::format(R"(format: expected "json", "csv" or "rows", got "{}")", format));
}

Response one_rate(const Request& request, std::string_view name, const View& view) {
  const auto pair = rates::CurrencyPair::parse(name);
  if (!pair) return problem(404, "bad_pair", pair.error().detail);
  const auto query = parse_whole_query(request, view.reader());
  if (!query) return problem(400, "bad_query", query.error().detail);
  const auto* entry = view.board.find(*pair);
  if (entry == nullptr) return no_rate(*pair, view);
  return versioned(request, view, json_type, variant_of("one", query->options), [&] {
    return stream::wire::rate_json(*entry->rate, entry->seq, query->options.numbers,
                                   query->options.basis);
  });
}

rates::Result<rates::CurrencyPair> parse_convert_pair(const Request& request) {
  const auto from = rates::Currency::parse(request.parameter("from").value_or(""));
  if (!from) return rates::fail(rates::Errc::bad_argument, "from: " + from.error().detail);
  const auto to = rates::Currency::parse(request.parameter("to").value_or(""));
  if (!to) return rates::fail(rates::Errc::bad_argument, "to: " + to.error().detail);
  if (*from == *to) {
    return rates::fail(rates::Errc::bad_argument,
                       fmt::format("to: expected another currency than {}", from->text()));
  }
  return rates::CurrencyPair(*from, *to);
}

Response convert(const Request& request, const View& view) {
  // As many digits as a quotient of sources promises.
  constexpr int digits = 12;
  const auto pair = parse_convert_pair(request);
  if (!pair) return problem(400, "bad_query", pair.error().detail);
  const auto amount_text = request.parameter("amount").value_or("1");
  const auto amount = rates::Decimal::parse(amount_text);
  if (!amount) return problem(400, "bad_query", "amount: " + amount.error().detail);
  rates::AskedBasis basis;
  if (const auto asked = request.parameter("basis")) {
    const auto kind = stream::parse_basis(*asked);
    if (!kind) return problem(400, "bad_query", kind.error().detail);
    basis = *kind;
  }
  const auto* entry = view.board.find(*pair);
  if (entry == nullptr) return no_rate(*pair, view);
  return versioned(request, view, json_type, variant_of("convert", basis), [&] {
    const Rate& rate = *entry->rate;
    const auto result = *amount * rate.value;
    return fmt::format(
        R"({{"from":"{}","to":"{}","amount":"{}","result":"{}","value":"{}","rate":{}}})",
        pair->base().text(), pair->quote().text(), amount->exact(),
        result.is_zero() ? "0" : result.significant(digits), rate.value.significant(digits),
        stream::wire::rate_json(rate, entry->seq, stream::Numbers::text, basis));
  });
}

Response pair_catalogue(const Request& request, const View& view) {
  auto pairs = Json::array();
  for (const auto* rule : view.reader().pairs()) {
    const auto* entry = view.board.find(rule->pair);
    pairs.push_back({{"pair", rule->pair.text()},
                     {"base", rule->pair.base().text()},
                     {"quote", rule->pair.quote().text()},
                     {"precision", precision_json(rule->precision)},
                     {"basis", rates::to_string(rule->basis)},
                     {"max_age", rates::to_text(rule->max_age.value_or(rates::default_max_age))},
                     {"source", entry == nullptr ? Json() : Json(entry->rate->source)}});
    if (view.sparks != nullptr) pairs.back()["spark"] = spark_json(*rule, view);
  }
  auto sources = Json::array();
  for (const auto& source : view.site.sources) {
    sources.push_back({{"name", source.name},
                       {"title", source.title},
                       {"kind", source.kind},
                       {"attribution", source.attribution},
                       {"attribution_required", source.attribution_required},
                       {"terms_url", source.terms_url},
                       {"republication", source.republication}});
  }
  const auto variant = view.sparks == nullptr
                           ? "pairs"
                           : fmt::format("pairs-{}", request.parameter("spark").value());
  return versioned(request, view, json_type, variant, [&] {
    return Json{{"pairs", std::move(pairs)}, {"sources", std::move(sources)}}.dump();
  });
}

namespace {

std::string drawn_tape(const std::vector<const stream::Board::Entry*>& entries,
                       rates::AskedBasis basis, const View& view) {
  std::vector<stream::TapeItem> items;
  for (const auto* entry : entries) {
    auto& item = items.emplace_back(stream::TapeItem{.rate = entry->rate.get()});
    if (view.sparks == nullptr) continue;
    const auto closes = view.sparks->find(entry->rate->pair);
    if (closes != view.sparks->end()) item.spark = closes->second;
  }
  return stream::tape_svg(items, basis);
}

}  // namespace

Response tape(const Request& request, const View& view) {
  const auto query = parse_whole_query(request, view.reader());
  if (!query) return problem(400, "bad_query", query.error().detail);
  const auto format = request.parameter("format").value_or("txt");
  if (format != "txt" && format != "svg") {
    return problem(400, "bad_query",
                   fmt::format(R"(format: expected "txt" or "svg", got "{}")", format));
  }
  const auto entries = entries_of(*query, view);
  if (entries.empty() && !query->options.all_pairs) return no_rate(query->pairs.front(), view);
  if (format == "svg") {
    const auto form = "svg-" + spark_variant(request);
    return versioned(request, view, "image/svg+xml", variant_of(form, query->options.basis),
                     [&] { return drawn_tape(entries, query->options.basis, view); });
  }
  return versioned(request, view, text_type, variant_of("tape", query->options.basis), [&] {
    std::vector<const Rate*> rates;
    for (const auto* entry : entries) rates.push_back(entry->rate.get());
    return stream::tape_text(rates, query->options.basis) + '\n';
  });
}

}  // namespace tickerd::http
