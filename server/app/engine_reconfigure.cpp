#include <algorithm>
#include <utility>
#include <variant>

#include "app/engine.hpp"
#include "app/feed_traits.hpp"

namespace tickerd::app {
namespace {

bool holds(const std::vector<rates::CurrencyPair>& pairs, const rates::CurrencyPair& pair) {
  return std::ranges::find(pairs, pair) != pairs.end();
}

}  // namespace

void Engine::reconfigure(const Config& config,
                         std::function<void(std::vector<rates::CurrencyPair>)> done) {
  tracked_limit_ = config.limits.tracked_pairs;
  max_jump_percent_ = config.max_jump_percent;
  rates::DeskSetup setup{.feeds = traits_of(config.feeds, config.day_end), .pairs = config.pairs};
  setup.begun = change_feeds(config.feeds);
  traits_ = setup.feeds;
  const auto before = std::exchange(configured_, {});
  for (const auto& rule : config.pairs) configured_.push_back(rule.pair);
  setup.asked = asked_rules(before);

  auto changed = desk_.reconfigure(std::move(setup), needs_.clock.now());
  counters_.tracked_pairs = desk_.pairs().size() - configured_.size();
  alarms_.forget(changed.gone);
  auto tell = [done = std::move(done), gone = std::move(changed.gone)]() mutable {
    done(std::move(gone));
  };
  settle(std::move(changed.outcome), std::nullopt, std::move(tell));
}

std::vector<std::string> Engine::change_feeds(const std::vector<feeds::FeedSpec>& specs) {
  std::vector<std::string> begun;
  auto before = std::exchange(feeds_, {});
  for (const auto& spec : specs) {
    const auto is_same = [&spec](const RunningPtr& one) { return one && one->spec == spec; };
    const auto same = std::ranges::find_if(before, is_same);
    if (same != before.end()) {
      feeds_.push_back(std::move(*same));
      continue;
    }
    const bool is_known =
        std::ranges::find(traits_, spec.name, &rates::FeedTraits::name) != traits_.end();
    const Legacy legacy{.kept_until = is_known ? desk_.newest_date_of(spec.name) : std::nullopt,
                        .budget = budget_used(before, spec)};
    feeds_.push_back(open_feed(spec, legacy));
    begun.push_back(spec.name);
    if (started_) start(*feeds_.back());
  }
  for (auto& left : before) {
    if (left) end_feed(std::move(left));
  }
  return begun;
}

std::optional<feeds::BudgetUse> Engine::budget_used(const std::vector<RunningPtr>& running,
                                                    const feeds::FeedSpec& spec) {
  const auto* const asked = std::get_if<feeds::PolledSpec>(&spec.source);
  if (asked == nullptr) return std::nullopt;
  for (const auto& one : running) {
    if (!one) continue;  // goes on as it is
    const auto* const polled = std::get_if<feeds::PolledSpec>(&one->spec.source);
    const bool is_same_source =
        polled != nullptr && polled->preset.url == asked->preset.url && polled->key == asked->key;
    if (is_same_source) return one->feed->health().budget;
  }
  return std::nullopt;
}

void Engine::end_feed(RunningPtr running) {
  running->heard = false;
  running->tasks.cancel();
  leaving_.push_back(std::move(running));
}

std::vector<rates::PairRule> Engine::asked_rules(
    const std::vector<rates::CurrencyPair>& before) const {
  // Those that were asked for first: what was configured until now has the places that are left.
  std::vector<rates::PairRule> rules;
  for (const bool was_configured : {false, true}) {
    for (const auto& pair : desk_.pairs()) {
      if (rules.size() == tracked_limit_) return rules;
      if (holds(before, pair) != was_configured || holds(configured_, pair)) continue;
      rules.push_back(rule_of_asked(pair));
    }
  }
  return rules;
}

rates::PairRule Engine::rule_of_asked(const rates::CurrencyPair& pair) const {
  return {.pair = pair, .precision = {}, .max_jump_percent = max_jump_percent_, .feeds = {}};
}

}  // namespace tickerd::app
