#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <tuple>

#include "rates/desk.hpp"
#include "rates/log.hpp"

namespace tickerd::app {

/// Says in the log what an operator has to look at, once when it begins and once when it ends: a
/// pair whose newest value is held back, a feed that contradicts a peg.
class Alarms {
 public:
  /// Why a pair is held.
  using Reason = std::function<std::string(const rates::CurrencyPair&)>;

  /// `log` outlives this.
  Alarms(rates::Log& log, Reason reason) : log_(log), reason_(std::move(reason)) {}

  /// A pair that was held already when the process began: no news.
  void known_held(const rates::CurrencyPair& pair) { held_.insert(pair); }
  /// Rates that go out now.
  void rates(std::span<const rates::Rate> rates);
  /// All contradictions at the moment.
  void contradictions(std::span<const rates::Contradiction> contradictions);

 private:
  using Dispute = std::tuple<std::string, std::string, rates::CurrencyPair>;  // peg, feed

  rates::Log& log_;
  Reason reason_;
  std::set<rates::CurrencyPair> held_;
  std::set<Dispute> disputes_;
};

}  // namespace tickerd::app
