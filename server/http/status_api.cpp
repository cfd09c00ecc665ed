#include "http/status_api.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace tickerd::http {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view word_of(SourceState::Word word) {
  switch (word) {
    case SourceState::Word::starting:
      return "starting";
    case SourceState::Word::fresh:
      return "fresh";
    case SourceState::Word::closed:
      return "closed";
    case SourceState::Word::late:
      return "late";
    case SourceState::Word::failing:
      return "failing";
  }
  return "starting";
}

Json time_or_null(const std::optional<rates::Timestamp>& at) {
  return at ? Json(rates::to_string(*at)) : Json();
}

/// The configured pairs whose present rate comes from the feed, alone or with another one.
Json pairs_of(std::string_view feed, const View& view) {
  auto pairs = Json::array();
  for (const auto* rule : view.reader().pairs()) {
    const auto* const entry = view.board.find(rule->pair);
    if (entry != nullptr && rates::comes_from(*entry->rate, feed)) {
      pairs.push_back(rule->pair.text());
    }
  }
  return pairs;
}

Json source_json(const SourceState& state, const View& view) {
  const auto entry = std::ranges::find(view.site.sources, state.name, &SourceEntry::name);
  const bool is_known = entry != view.site.sources.end();
  return {{"name", state.name},
          {"title", is_known ? entry->title : state.name},
          {"kind", is_known ? Json(entry->kind) : Json()},
          {"state", word_of(state.word)},
          {"last_success", time_or_null(state.last_success)},
          {"next_poll", time_or_null(state.next_poll)},
          {"pairs", pairs_of(state.name, view)}};
}

/// How many of the configured pairs have a rate, and how many of these are not to be relied on.
Json pairs_json(const View& view) {
  const auto rules = view.reader().pairs();
  std::size_t rated = 0;
  std::size_t stale = 0;
  std::size_t held = 0;
  for (const auto* rule : rules) {
    const auto* const entry = view.board.find(rule->pair);
    if (entry == nullptr) continue;
    ++rated;
    if (entry->rate->status == rates::Status::stale) ++stale;
    if (entry->rate->status == rates::Status::held) ++held;
  }
  return {{"configured", rules.size()}, {"rated", rated}, {"stale", stale}, {"held", held}};
}

}  // namespace

Response status(const Request&, const View& view) {
  if (view.state == nullptr) {
    auto response = problem(503, "no_status_yet", "the server has only just begun");
    response.set("Retry-After", "1");
    return response;
  }
  const auto& position = view.board.position();
  auto sources = Json::array();
  for (const auto& source : view.state->sources) sources.push_back(source_json(source, view));
  const Json body{{"server", view.site.server},
                  {"now", rates::to_string(view.now)},
                  {"started_at", rates::to_string(view.state->started_at)},
                  {"epoch", position.epoch},
                  {"seq", position.seq},
                  {"clients", view.state->clients},
                  {"pairs", pairs_json(view)},
                  {"sources", std::move(sources)}};
  // Titles are the operator's, and may be no UTF-8.
  auto response = text_response(200, "application/json",
                                body.dump(-1, ' ', false, Json::error_handler_t::replace));
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace tickerd::http
