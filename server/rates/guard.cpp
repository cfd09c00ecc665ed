#include "rates/guard.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

constexpr int further_ticks = 2;

const Decimal hundred(100);

Decimal distance(const Decimal& value, const Decimal& from) {
  return value > from ? value - from : from - value;
}

bool any_agrees(std::span<const Witness> witnesses, const Decimal& value, const PairRule& rule) {
  return std::ranges::any_of(
      witnesses, [&](const Witness& witness) { return is_near(value, witness.value, rule); });
}

std::string far_from(std::string_view verb, const Decimal& value, const Decimal& from,
                     std::string_view whose, const PairRule& rule) {
  return fmt::format("{} {} % from {}{}, the bound is {} %", verb,
                     (distance(value, from) / from * hundred).fixed(2), from.significant(6), whose,
                     rule.max_jump_percent.exact());
}

std::string differs(const Decimal& value, const Witness& witness, const PairRule& rule) {
  return far_from("differs", value, witness.value, fmt::format(" of {}", witness.source), rule);
}

}  // namespace

bool is_near(const Decimal& value, const Decimal& from, const PairRule& rule) {
  // Multiplied out: a division costs as much as all the rest of a judgement.
  return distance(value, from) * hundred <= from * rule.max_jump_percent;
}

void Guard::restore(const Rate& published) { restored_ = published; }

bool Guard::wants_others(const Rate& candidate, const PairRule& rule) const {
  return !good_ || !proven_ || !is_near(candidate.value, good_->value, rule);
}

bool Guard::takes(const Rate& candidate, const Evidence& evidence, const PairRule& rule,
                  Timestamp now) {
  if (const auto restored = std::exchange(restored_, std::nullopt)) {
    // What stood in for a held first value is no word of the pair's own source.
    if (restored->status != Status::held || restored->source == candidate.source) {
      good_ = Statement{restored->value, restored->as_of, restored->source};
      proven_ = true;
    }
  }
  if (evidence.is_peg || (released_ && released_->value == candidate.value)) {
    return take(candidate, true);
  }
  if (!evidence.pegs.empty()) {
    if (any_agrees(evidence.pegs, candidate.value, rule)) return take(candidate, true);
    if (good_ && !any_agrees(evidence.pegs, good_->value, rule)) good_.reset();
    return hold(candidate, rule, differs(candidate.value, evidence.pegs.front(), rule), now);
  }
  if (any_agrees(evidence.others, candidate.value, rule)) return take(candidate, true);
  const bool is_near_good = good_ && is_near(candidate.value, good_->value, rule);
  if (is_near_good && proven_) return take(candidate, true);
  if (is_repeated(candidate, evidence, rule)) return take(candidate, true);
  if (!proven_ && !evidence.others.empty()) {
    good_.reset();
    return hold(candidate, rule, differs(candidate.value, evidence.others.front(), rule), now);
  }
  if (!good_ || is_near_good) {
    return take(candidate, good_ && good_->as_of.date() < candidate.as_of.date());
  }
  return hold(candidate, rule, far_from("moved", candidate.value, good_->value, "", rule), now);
}

bool Guard::is_repeated(const Rate& candidate, const Evidence& evidence,
                        const PairRule& rule) const {
  if (!doubt_ || doubt_->source != candidate.source ||
      !is_near(candidate.value, doubt_->value, rule)) {
    return false;
  }
  if (candidate.as_of.date() > doubt_->first_date) return true;
  const int ticks = doubt_->repeats + (candidate.as_of != doubt_->as_of ? 1 : 0);
  return evidence.ticks && ticks >= further_ticks;
}

bool Guard::hold(const Rate& candidate, const PairRule& rule, std::string reason, Timestamp now) {
  const bool is_same =
      doubt_ && doubt_->source == candidate.source && is_near(candidate.value, doubt_->value, rule);
  if (!is_same) {
    doubt_ = Doubt{.value = candidate.value,
                   .as_of = candidate.as_of,
                   .source = candidate.source,
                   .reason = std::move(reason),
                   .since = now,
                   .first_date = candidate.as_of.date()};
    return false;
  }
  if (candidate.as_of != doubt_->as_of) ++doubt_->repeats;
  doubt_->value = candidate.value;
  doubt_->as_of = candidate.as_of;
  doubt_->reason = std::move(reason);
  return false;
}

bool Guard::take(const Rate& candidate, bool is_proven) {
  proven_ = is_proven || (proven_ && good_);
  if (released_ && released_->value != candidate.value) released_.reset();
  good_ = Statement{candidate.value, candidate.as_of, candidate.source};
  doubt_.reset();
  return true;
}

void Guard::release() {
  if (!doubt_) return;
  released_ = Statement{doubt_->value, doubt_->as_of, doubt_->source};
}

}  // namespace tickerd::rates
