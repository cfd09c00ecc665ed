#include <utility>
#include <variant>

#include "app/engine.hpp"

namespace tickerd::app {

void Engine::open_backfill(const feeds::FeedSpec& spec, feeds::PolledFeed& feed,
                           std::uint64_t random_seed) {
  const auto& polled = std::get<feeds::PolledSpec>(spec.source);
  if (!polled.preset.past || backfill_days_ == 0) return;
  feeds::Backfill::Needs needs{
      .http = http_,
      .clock = needs_.clock,
      .log = needs_.log,
      .may_ask = [&feed] { return feed.health().last_success && !feed.is_asking(); },
      .permit = [&feed] { return feed.permit_beside_polls(); },
      .held = [this, name = spec.name] { return desk_.dates_of(name); },
      .on_past = [this](const rates::FeedUpdate& update) { take_past(update); },
      .random_seed = random_seed};
  backfills_.emplace(spec.name, std::make_unique<feeds::Backfill>(spec.name, polled, backfill_days_,
                                                                  std::move(needs)));
}

void Engine::take_past(const rates::FeedUpdate& update) {
  const auto now = needs_.clock.now();
  // The last a feed said before a weekend is what it says on the weekend.
  const bool is_first = desk_.dates_of(update.feed).empty();
  auto outcome = is_first ? desk_.ingest(update, now) : desk_.ingest_past(update, now);
  counters_.past_closes += outcome.closes.size();
  settle(std::move(outcome));
}

std::vector<FeedCondition> Engine::feed_conditions() const {
  const auto now = needs_.clock.now();
  std::vector<FeedCondition> conditions;
  conditions.reserve(feeds_.size());
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    FeedCondition condition{.name = traits_[i].name, .health = &feeds_[i]->health()};
    if (const auto& calendar = traits_[i].calendar) {
      condition.closed = calendar->is_closed(now);
      const auto newest = desk_.newest_date_of(condition.name);
      condition.late = newest && *newest < calendar->due_by(now);
    }
    const auto backfill = backfills_.find(condition.name);
    if (backfill != backfills_.end()) condition.backfill = &backfill->second->progress();
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace tickerd::app
