#include "http/explain_api.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "http/explain_steps.hpp"
#include "http/rates_api.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json origin_json(const rates::Quote& quote, const std::string& feed, const Site& site) {
  if (!quote.origin) return {};
  const auto& origin = *quote.origin;
  return {{"url", text_or_null(public_url(*origin.document, feed, site))},
          {"sha256", origin.document->sha256},
          {"bytes", origin.document->bytes},
          {"content_type", text_or_null(origin.document->content_type)},
          {"row", origin.row},
          {"rate", text_or_null(origin.rate)},
          {"buy", text_or_null(origin.buy)},
          {"sell", text_or_null(origin.sell)},
          {"multiplier", origin.multiplier.empty() ? "1" : origin.multiplier}};
}

/// What a feed said, and which way it is used.
Json quote_json(const rates::ExplainedLeg& leg, const rates::Quote& quote, const Site& site) {
  const auto source = std::ranges::find(site.sources, leg.feed, &SourceEntry::name);
  return {{"feed", leg.feed},
          {"title", source == site.sources.end() ? leg.feed : source->title},
          {"pair", quote.pair.text()},
          {"direction", leg.inverted ? "inverted" : "straight"},
          {"value", quote.value.exact()},
          {"as_of", quote.as_of.text()},
          {"fetched_at", rates::to_string(quote.fetched_at)},
          {"origin", origin_json(quote, leg.feed, site)}};
}

Json next_poll(const std::string& feed, const ExplainedRate& explained) {
  for (const auto& [name, at] : explained.next_polls) {
    if (name == feed && at) return rates::to_string(*at);
  }
  return {};
}

Json held_json(const std::optional<rates::ExplainedDoubt>& held) {
  if (!held) return {};
  return {{"value", held->value.exact()},
          {"as_of", held->as_of.text()},
          {"source", held->source},
          {"reason", held->reason},
          {"since", rates::to_string(held->since)}};
}

Json body_of(const ExplainedRate& explained, std::uint64_t seq, const Site& site) {
  const auto& explanation = explained.explanation;
  auto path = Json::array();
  auto basis = Json::array();
  for (const auto& leg : explanation.legs) {
    auto one = quote_json(leg, leg.quote, site);
    one["next_poll"] = next_poll(leg.feed, explained);
    path.push_back(std::move(one));
    if (leg.earlier) basis.push_back(quote_json(leg, *leg.earlier, site));
  }
  return {
      {"pair", explanation.rate.pair.text()},
      {"rate", Json::parse(stream::wire::rate_json(explanation.rate, seq, stream::Numbers::text))},
      {"value", explanation.rate.value.exact()},
      {"path", std::move(path)},
      {"basis_path", std::move(basis)},
      {"held", held_json(explanation.held)},
      {"others", explanation.others},
      {"steps", explain_steps(explanation, site)}};
}

}  // namespace

rates::Result<rates::CurrencyPair> parse_explain_pair(const Request& request) {
  auto pair = rates::CurrencyPair::parse(request.parameter("pair").value_or(""));
  if (!pair) return rates::fail(rates::Errc::bad_argument, "pair: " + pair.error().detail);
  return pair;
}

Response explain(const Request& request, const View& view) {
  const auto pair = parse_explain_pair(request);
  if (!pair) return problem(400, "bad_query", pair.error().detail);
  const auto* const entry = view.board.find(*pair);
  if (entry == nullptr || view.explained == nullptr) return no_rate(*pair, view);
  // What sources wrote is quoted here, and may be no UTF-8.
  auto text = body_of(*view.explained, entry->seq, view.site)
                  .dump(-1, ' ', false, Json::error_handler_t::replace);
  auto response = text_response(200, "application/json", std::move(text));
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace tickerd::http
