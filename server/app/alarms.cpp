#include "app/alarms.hpp"

#include <utility>

#include <fmt/format.h>

#include "rates/log_text.hpp"

namespace tickerd::app {

void Alarms::forget(std::span<const rates::CurrencyPair> gone) {
  for (const auto& pair : gone) held_.erase(pair);
}

void Alarms::rates(std::span<const rates::Rate> rates) {
  for (const auto& rate : rates) {
    const bool is_held = rate.status == rates::Status::held;
    if (is_held && held_.insert(rate.pair).second) {
      // The rate that goes out is the one before: its source is not the one to look at.
      const auto doubt = doubt_(rate.pair);
      log_.warning("rate_held", fmt::format("pair={} source={} reason={}", rate.pair.text(),
                                            doubt ? doubt->source : rate.source,
                                            rates::log_value(doubt ? doubt->reason : "unknown")));
    } else if (!is_held && held_.erase(rate.pair) > 0) {
      log_.info("rate_accepted", fmt::format("pair={} source={} rate={}", rate.pair.text(),
                                             rate.source, rates::rate_text(rate)));
    }
  }
}

void Alarms::contradictions(std::span<const rates::Contradiction> contradictions) {
  if (contradictions.empty() && disputes_.empty()) return;
  std::set<Dispute> now;
  for (const auto& one : contradictions) {
    Dispute dispute(one.peg, one.feed, one.pair);
    if (!disputes_.contains(dispute)) {
      log_.warning("peg_contradicted",
                   fmt::format("peg={} feed={} pair={} pegged={} quoted={}", one.peg, one.feed,
                               one.pair.text(), one.pegged.exact(), one.quoted.exact()));
    }
    now.insert(std::move(dispute));
  }
  for (const auto& [peg, feed, pair] : disputes_) {
    if (now.contains({peg, feed, pair})) continue;
    log_.info("peg_confirmed", fmt::format("peg={} feed={} pair={}", peg, feed, pair.text()));
  }
  disputes_ = std::move(now);
}

void Alarms::inconsistencies(std::span<const rates::Inconsistency> inconsistencies) {
  if (inconsistencies.empty() && quarrels_.empty()) return;
  std::set<Quarrel> now;
  for (const auto& one : inconsistencies) {
    Quarrel quarrel(one.feed, one.pair, one.over ? one.over->text() : "inverse");
    if (!quarrels_.contains(quarrel)) {
      log_.warning(
          "quotes_inconsistent",
          fmt::format("feed={} pair={} quoted={} over={} derived={}", one.feed, one.pair.text(),
                      one.quoted.exact(), std::get<2>(quarrel), one.derived.significant(8)));
    }
    now.insert(std::move(quarrel));
  }
  for (const auto& [feed, pair, over] : quarrels_) {
    if (now.contains({feed, pair, over})) continue;
    log_.info("quotes_consistent", fmt::format("feed={} pair={} over={}", feed, pair.text(), over));
  }
  quarrels_ = std::move(now);
}

}  // namespace tickerd::app
