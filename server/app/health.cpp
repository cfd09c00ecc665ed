#include "app/health.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::app {
namespace {

using feeds::FeedHealth;
using nlohmann::ordered_json;

constexpr std::string_view feed_status(FeedHealth::State state) {
  return state == FeedHealth::State::failing ? "warn" : "pass";
}

constexpr std::string_view state_word(FeedHealth::State state) {
  switch (state) {
    case FeedHealth::State::starting:
      return "starting";
    case FeedHealth::State::ok:
      return "ok";
    case FeedHealth::State::failing:
      return "failing";
  }
  return "starting";
}

void add_time(ordered_json& check, const char* key, const std::optional<rates::Timestamp>& at) {
  if (at) check[key] = rates::to_string(*at);
}

ordered_json problems_json(const std::vector<feeds::RowProblem>& problems) {
  ordered_json list = ordered_json::array();
  for (const auto& [where, what] : problems) list.push_back({{"where", where}, {"what", what}});
  return list;
}

/// "3/5" while days of the past are loaded, with the reason once that was given up; else empty.
std::string backfill_text(const feeds::BackfillProgress& backfill) {
  using State = feeds::BackfillProgress::State;
  auto days = fmt::format("{}/{}", backfill.done, backfill.of);
  if (backfill.state == State::running) return days;
  if (backfill.state != State::gave_up) return {};
  return fmt::format("{}, given up: {}", days, backfill.last_error->detail);
}

/// What only some feeds have: a connection, a request budget, a calendar, a past to load.
void add_particulars(ordered_json& check, const FeedCondition& feed) {
  const auto& health = *feed.health;
  if (feed.closed) check["closed"] = *feed.closed;
  if (!health.connection.empty()) check["connection"] = health.connection;
  if (!health.connection_log.empty()) {
    ordered_json log = ordered_json::array();
    for (const auto& [at, state] : health.connection_log) {
      log.push_back({{"time", rates::to_string(at)}, {"state", state}});
    }
    check["connectionLog"] = std::move(log);
  }
  if (feed.backfill != nullptr) {
    if (auto text = backfill_text(*feed.backfill); !text.empty()) {
      check["backfill"] = std::move(text);
    }
  }
  if (const auto& budget = health.budget) {
    check["budget"] = {{"limit", budget->limit},
                       {"used", budget->used},
                       {"resetsAt", rates::to_string(budget->resets_at)}};
  }
}

ordered_json feed_check(const FeedCondition& feed) {
  const auto& health = *feed.health;
  ordered_json check = {{"componentId", feed.name},
                        {"componentType", "component"},
                        {"status", feed_status(health.state)},
                        {"state", state_word(health.state)}};
  add_time(check, "time", health.last_attempt);
  if (health.last_error) {
    check["output"] =
        fmt::format("{}: {}", rates::to_string(health.last_error->code), health.last_error->detail);
  }
  add_time(check, "lastSuccess", health.last_success);
  add_time(check, "nextAttempt", health.next_attempt);
  check["failuresInARow"] = health.failures_in_a_row;
  check["attempts"] = health.attempts;
  check["unchanged"] = health.unchanged;
  add_particulars(check, feed);
  if (!health.row_problems.empty()) check["rowProblems"] = problems_json(health.row_problems);
  return check;
}

bool every_feed_fails(const Condition& condition) {
  return std::ranges::all_of(condition.feeds, [](const auto& feed) {
    return feed.health->state == FeedHealth::State::failing;
  });
}

bool pairs_well(const Condition& condition) {
  return condition.pairs_rated == condition.pairs && condition.pairs_stale == 0;
}

bool certificate_ends_soon(const Condition& condition, rates::Timestamp now) {
  return condition.certificate_ends && *condition.certificate_ends < now + certificate_warning;
}

std::string_view overall(const Condition& condition, rates::Timestamp now) {
  const bool all_old = condition.pairs_stale == condition.pairs_rated;
  if (condition.draining || (every_feed_fails(condition) && all_old)) return "fail";
  const bool failing = std::ranges::any_of(condition.feeds, [](const auto& feed) {
    return feed.health->state == FeedHealth::State::failing;
  });
  const bool doubtful = !condition.held_pairs.empty() || !condition.contradictions.empty() ||
                        !condition.inconsistencies.empty() || !condition.reloads.refusal.empty() ||
                        certificate_ends_soon(condition, now);
  if (failing || doubtful || !pairs_well(condition) || !condition.store_degraded.empty() ||
      !condition.history_degraded.value_or("").empty()) {
    return "warn";
  }
  return "pass";
}

ordered_json held_check(const Condition& condition) {
  ordered_json check = {{"componentType", "component"},
                        {"status", condition.held_pairs.empty() ? "pass" : "warn"},
                        {"observedValue", condition.held_pairs.size()},
                        {"observedUnit", "pairs whose newest value is held back"}};
  if (!condition.held_pairs.empty()) {
    check["pairs"] = condition.held_pairs;
    check["output"] = "look at tickerd explain PAIR; tickerd release PAIR lets the value out";
  }
  return check;
}

ordered_json peg_check(const Condition& condition) {
  ordered_json check = {{"componentType", "component"},
                        {"status", condition.contradictions.empty() ? "pass" : "warn"},
                        {"observedValue", condition.contradictions.size()},
                        {"observedUnit", "quotes that contradict a peg"}};
  ordered_json list = ordered_json::array();
  for (const auto& [peg, feed, pair, pegged, quoted] : condition.contradictions) {
    list.push_back({{"peg", peg},
                    {"feed", feed},
                    {"pair", pair.text()},
                    {"pegged", pegged.exact()},
                    {"quoted", quoted.exact()}});
  }
  if (!list.empty()) check["contradictions"] = std::move(list);
  return check;
}

ordered_json consistency_check(const Condition& condition) {
  ordered_json check = {{"componentType", "component"},
                        {"status", condition.inconsistencies.empty() ? "pass" : "warn"},
                        {"observedValue", condition.inconsistencies.size()},
                        {"observedUnit", "quotes that their feed's other quotes contradict"}};
  ordered_json list = ordered_json::array();
  for (const auto& [feed, pair, quoted, over, derived] : condition.inconsistencies) {
    list.push_back({{"feed", feed},
                    {"pair", pair.text()},
                    {"quoted", quoted.exact()},
                    {"over", over ? over->text() : "inverse"},
                    {"derived", derived.significant(8)}});
  }
  if (!list.empty()) check["inconsistencies"] = std::move(list);
  return check;
}

ordered_json config_check(const ReloadHistory& reloads) {
  ordered_json check = {{"componentType", "component"},
                        {"status", reloads.refusal.empty() ? "pass" : "warn"},
                        {"edition", reloads.edition}};
  add_time(check, "reloaded", reloads.last_taken);
  if (!reloads.refusal.empty()) {
    check["output"] = "the newest one was refused, the one before runs: " + reloads.refusal;
  }
  return check;
}

ordered_json certificate_check(const Condition& condition, rates::Timestamp now) {
  const bool is_ending = certificate_ends_soon(condition, now);
  ordered_json check = {{"componentType", "component"},
                        {"status", is_ending ? "warn" : "pass"},
                        {"ends", rates::to_string(*condition.certificate_ends)}};
  if (is_ending) {
    const bool is_over = *condition.certificate_ends < now;
    check["output"] = fmt::format("the certificate {}; put a new one in its place and reload",
                                  is_over ? "has ended" : "ends soon");
  }
  return check;
}

}  // namespace

bool is_ready(const Condition& condition) noexcept {
  return !condition.draining && condition.pairs_rated > 0;
}

HealthReport health_report(const Condition& condition, rates::Timestamp now) {
  const std::string_view status = overall(condition, now);
  ordered_json report = {{"status", status},
                         {"serviceId", "tickerd"},
                         {"releaseId", TICKERD_VERSION},
                         {"checks", ordered_json::object()}};
  if (condition.draining) report["output"] = "draining: no new connections are taken";
  ordered_json& checks = report["checks"];
  checks["rates:pairs"] = ordered_json::array(
      {{{"componentType", "component"},
        {"status", pairs_well(condition) ? "pass" : "warn"},
        {"observedValue", condition.pairs_rated},
        {"observedUnit", fmt::format("of {} pairs have a rate, {} of them a stale one",
                                     condition.pairs, condition.pairs_stale)},
        {"time", rates::to_string(now)}}});
  ordered_json store = {{"componentType", "datastore"},
                        {"status", condition.store_degraded.empty() ? "pass" : "warn"}};
  if (!condition.store_degraded.empty()) store["output"] = condition.store_degraded;
  checks["store:rate_log"] = ordered_json::array({std::move(store)});
  if (condition.history_degraded) {
    ordered_json history = {{"componentType", "datastore"},
                            {"status", condition.history_degraded->empty() ? "pass" : "warn"}};
    if (!condition.history_degraded->empty()) history["output"] = *condition.history_degraded;
    checks["store:history"] = ordered_json::array({std::move(history)});
  }
  checks["config"] = ordered_json::array({config_check(condition.reloads)});
  if (condition.certificate_ends) {
    checks["tls:certificate"] = ordered_json::array({certificate_check(condition, now)});
  }
  checks["held"] = ordered_json::array({held_check(condition)});
  checks["pegs"] = ordered_json::array({peg_check(condition)});
  checks["consistency"] = ordered_json::array({consistency_check(condition)});
  for (const auto& feed : condition.feeds) {
    checks["feed:" + feed.name] = ordered_json::array({feed_check(feed)});
  }
  return {status == "fail" ? 503 : 200, report.dump()};
}

}  // namespace tickerd::app
