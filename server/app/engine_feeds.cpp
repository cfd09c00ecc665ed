#include <set>
#include <utility>
#include <variant>

#include "app/engine.hpp"

namespace tickerd::app {

Engine::RunningPtr Engine::open_feed(const feeds::FeedSpec& spec, const Legacy& legacy) {
  auto opened = std::make_unique<Running>(spec, needs_.executor);
  auto& running = *opened;
  feeds::FeedContext context{.http = http_,
                             .clock = needs_.clock,
                             .log = needs_.log,
                             .on_update =
                                 [this, &running](const rates::FeedUpdate& update) {
                                   if (running.heard) take_in(update);
                                 },
                             .random_seed = random_(),
                             .kept_until = legacy.kept_until,
                             .used_before = legacy.budget};
  context.on_silence = [this, &running](bool silent) {
    if (running.heard) note_silence(running.spec.name, silent);
  };
  running.feed = feeds::make_feed(spec, std::move(context));
  if (auto* const polled = dynamic_cast<feeds::PolledFeed*>(running.feed.get())) {
    open_backfill(running, *polled);
  }
  return opened;
}

void Engine::start(Running& running) {
  running.tasks.spawn(running.feed->run());
  if (running.backfill) running.tasks.spawn(running.backfill->run());
}

feeds::PushedFeed* Engine::find_pushed(const std::string& feed) const {
  for (const auto& running : feeds_) {
    if (running->spec.name == feed) return dynamic_cast<feeds::PushedFeed*>(running->feed.get());
  }
  return nullptr;
}

void Engine::open_backfill(Running& running, feeds::PolledFeed& feed) {
  const auto& name = running.spec.name;
  const auto& polled = std::get<feeds::PolledSpec>(running.spec.source);
  if (!polled.preset.past || backfill_days_ == 0) return;
  feeds::Backfill::Needs needs{
      .http = http_,
      .clock = needs_.clock,
      .log = needs_.log,
      .may_ask =
          [&feed, &running] {
            return running.heard && feed.health().last_success && !feed.is_asking();
          },
      .permit = [&feed] { return feed.permit_beside_polls(); },
      .held =
          [this, &running] {
            return running.heard ? desk_.dates_of(running.spec.name) : std::set<rates::Date>();
          },
      .on_past =
          [this, &running](const rates::FeedUpdate& update) {
            if (running.heard) take_past(update);
          },
      .random_seed = random_()};
  running.backfill =
      std::make_unique<feeds::Backfill>(name, polled, backfill_days_, std::move(needs));
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
    FeedCondition condition{.name = traits_[i].name, .health = &feeds_[i]->feed->health()};
    if (const auto& calendar = traits_[i].calendar) {
      condition.closed = calendar->is_closed(now);
      const auto newest = desk_.newest_date_of(condition.name);
      condition.late = newest && *newest < calendar->due_by(now);
    }
    if (const auto& backfill = feeds_[i]->backfill) condition.backfill = &backfill->progress();
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace tickerd::app
