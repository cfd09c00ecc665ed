#include "app/health.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::app {
namespace {

using json = nlohmann::ordered_json;
using feeds::FeedHealth;

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

void add_time(json& check, const char* key, const std::optional<rates::Timestamp>& at) {
  if (at) check[key] = rates::to_string(*at);
}

json feed_check(const std::string& name, const FeedHealth& health) {
  json check = {{"componentId", name},
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
  if (!health.row_problems.empty()) {
    json problems = json::array();
    for (const auto& problem : health.row_problems) {
      problems.push_back({{"where", problem.where}, {"what", problem.what}});
    }
    check["rowProblems"] = std::move(problems);
  }
  return check;
}

bool every_feed_fails(const Condition& condition) {
  return std::ranges::all_of(condition.feeds, [](const auto& feed) {
    return feed.second->state == FeedHealth::State::failing;
  });
}

bool pairs_well(const Condition& condition) {
  return condition.pairs_rated == condition.pairs && condition.pairs_stale == 0;
}

std::string_view overall(const Condition& condition) {
  const bool all_old = condition.pairs_stale == condition.pairs_rated;
  if (condition.draining || (every_feed_fails(condition) && all_old)) return "fail";
  const bool failing = std::ranges::any_of(condition.feeds, [](const auto& feed) {
    return feed.second->state == FeedHealth::State::failing;
  });
  if (failing || !pairs_well(condition) || !condition.store_degraded.empty()) return "warn";
  return "pass";
}

}  // namespace

bool is_ready(const Condition& condition) noexcept {
  return !condition.draining && condition.pairs_rated > 0;
}

HealthReport health_report(const Condition& condition, rates::Timestamp now) {
  const std::string_view status = overall(condition);
  json report = {{"status", status},
                 {"serviceId", "tickerd"},
                 {"releaseId", TICKERD_VERSION},
                 {"checks", json::object()}};
  if (condition.draining) report["output"] = "draining: no new connections are taken";
  json& checks = report["checks"];
  checks["rates:pairs"] =
      json::array({{{"componentType", "component"},
                    {"status", pairs_well(condition) ? "pass" : "warn"},
                    {"observedValue", condition.pairs_rated},
                    {"observedUnit", fmt::format("of {} pairs have a rate, {} of them a stale one",
                                                 condition.pairs, condition.pairs_stale)},
                    {"time", rates::to_string(now)}}});
  json store = {{"componentType", "datastore"},
                {"status", condition.store_degraded.empty() ? "pass" : "warn"}};
  if (!condition.store_degraded.empty()) store["output"] = condition.store_degraded;
  checks["store:rate_log"] = json::array({std::move(store)});
  for (const auto& [name, health] : condition.feeds) {
    checks["feed:" + name] = json::array({feed_check(name, *health)});
  }
  return {status == "fail" ? 503 : 200, report.dump()};
}

}  // namespace tickerd::app
