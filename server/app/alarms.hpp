#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "rates/desk.hpp"
#include "rates/explanation.hpp"
#include "rates/log.hpp"

namespace tickerd::app {

/// Says in the log what an operator has to look at, once when it begins and once when it ends: a
/// pair whose newest value is held back, a feed that contradicts a peg or itself.
class Alarms {
 public:
  /// What is held of a pair, and why; none when nothing is.
  using Doubt = std::function<std::optional<rates::ExplainedDoubt>(const rates::CurrencyPair&)>;

  /// `log` outlives this.
  Alarms(rates::Log& log, Doubt doubt) : log_(log), doubt_(std::move(doubt)) {}

  /// A pair that was held already when the process began: no news.
  void known_held(const rates::CurrencyPair& pair) { held_.insert(pair); }
  /// Pairs that are published no more.
  void forget(std::span<const rates::CurrencyPair> gone);
  /// Rates that go out now.
  void rates(std::span<const rates::Rate> rates);
  /// All contradictions at the moment.
  void contradictions(std::span<const rates::Contradiction> contradictions);
  /// All inconsistencies at the moment.
  void inconsistencies(std::span<const rates::Inconsistency> inconsistencies);

 private:
  using Dispute = std::tuple<std::string, std::string, rates::CurrencyPair>;  // peg, feed
  using Quarrel = std::tuple<std::string, rates::CurrencyPair, std::string>;  // feed, over

  rates::Log& log_;
  Doubt doubt_;
  std::set<rates::CurrencyPair> held_;
  std::set<Dispute> disputes_;
  std::set<Quarrel> quarrels_;
};

}  // namespace tickerd::app
