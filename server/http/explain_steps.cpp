#include "http/explain_steps.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tickerd::http {
namespace {

using rates::Decimal;
using Steps = std::vector<std::string>;

/// As many digits of a quotient as anybody follows.
constexpr int shown_digits = 20;

/// All digits of a number that has an end, else as many as are of use.
std::string digits(const Decimal& value) {
  auto exact = value.exact();
  return exact.size() <= shown_digits + 2 ? exact : value.significant(shown_digits);
}

const SourceEntry* source_of(const std::string& feed, const Site& site) {
  const auto found = std::ranges::find(site.sources, feed, &SourceEntry::name);
  return found == site.sources.end() ? nullptr : &*found;
}

bool is_plain(const std::string& multiplier) { return multiplier.empty() || multiplier == "1"; }

/// "row /rates/item[4] (KRW) says 32.9 for 100".
std::string said(const rates::Origin& origin) {
  const auto per = is_plain(origin.multiplier) ? "" : " for " + origin.multiplier;
  if (origin.buy.empty()) return fmt::format("row {} says {}{}", origin.row, origin.rate, per);
  return fmt::format("row {} says buy {} and sell {}{}", origin.row, origin.buy, origin.sell, per);
}

/// How the value of the quote follows from what was written; empty when it is what was written.
std::string worked_out(const rates::Quote& quote) {
  const auto& origin = *quote.origin;
  const auto value = digits(quote.value);
  const auto per = is_plain(origin.multiplier) ? "" : " / " + origin.multiplier;
  if (!origin.buy.empty()) {
    return fmt::format("the middle: ({} + {}) / 2{} = {}", origin.buy, origin.sell, per, value);
  }
  if (per.empty()) return {};
  return fmt::format("{}{} = {}", origin.rate, per, value);
}

void add_document(const rates::ExplainedLeg& leg, const Site& site, Steps& steps) {
  const auto& document = *leg.quote.origin->document;
  const auto* const source = source_of(leg.feed, site);
  const auto title =
      source == nullptr || source->title == leg.feed ? "" : fmt::format(" ({})", source->title);
  const auto url = public_url(document, leg.feed, site);
  steps.push_back(fmt::format("{}{}: {} bytes from {}, SHA-256 {}, read {}", leg.feed, title,
                              document.bytes, url.empty() ? "an address of the operator" : url,
                              document.sha256, rates::to_string(leg.quote.fetched_at)));
}

void add_leg(const rates::ExplainedLeg& leg, const Site& site, Steps& steps) {
  const auto& quote = leg.quote;
  const auto stated =
      fmt::format("{} = {} of {}", quote.pair.text(), digits(quote.value), quote.as_of.text());
  if (quote.origin) {
    add_document(leg, site, steps);
    steps.push_back(said(*quote.origin));
    if (auto sum = worked_out(quote); !sum.empty()) steps.push_back(std::move(sum));
    steps.push_back(fmt::format("so {} states {}", leg.feed, stated));
  } else {
    const auto* const source = source_of(leg.feed, site);
    const bool is_peg = source != nullptr && source->kind == "fixed";
    steps.push_back(fmt::format("{} {} {}", leg.feed, is_peg ? "pegs" : "stated", stated) +
                    (is_peg ? "" : "; where it was read is not known any more"));
  }
  if (leg.inverted) {
    steps.push_back(fmt::format("inverted: {} = 1 / {} = {}", leg_pair(leg).text(),
                                digits(quote.value), digits(leg_value(leg))));
  }
}

void add_cross(const rates::Explanation& explanation, Steps& steps) {
  const auto& legs = explanation.legs;
  std::string pairs;
  std::string values;
  Decimal product(1);
  for (const auto& leg : legs) {
    const auto value = leg_value(leg);
    pairs += (pairs.empty() ? "" : " x ") + leg_pair(leg).text();
    values += (values.empty() ? "" : " x ") + digits(value);
    product = product * value;
  }
  steps.push_back(fmt::format("crossed: {} = {} = {} = {}", explanation.rate.pair.text(), pairs,
                              values, digits(product)));
}

void add_rounding(const rates::Rate& rate, Steps& steps) {
  const auto& [kind, count] = rate.precision;
  const auto* const what =
      kind == rates::Precision::Kind::significant ? "significant digits" : "digits after the point";
  steps.push_back(
      fmt::format("rounded half-even to {} {}: {}", count, what, rates::rate_text(rate)));
}

void add_change(const rates::Rate& rate, Steps& steps) {
  if (!rate.basis) {
    steps.emplace_back("there is no earlier value yet that a change could be measured against");
    return;
  }
  steps.push_back(fmt::format("against {} of {} ({}), both unrounded, that is a change of {} %",
                              digits(rate.basis->value), rate.basis->as_of.text(),
                              rates::to_string(rate.basis->kind),
                              rates::change_percent_text(rate, *rate.basis)));
}

}  // namespace

Decimal leg_value(const rates::ExplainedLeg& leg) {
  return leg.inverted ? Decimal(1) / leg.quote.value : leg.quote.value;
}

rates::CurrencyPair leg_pair(const rates::ExplainedLeg& leg) {
  return leg.inverted ? leg.quote.pair.inverse() : leg.quote.pair;
}

std::string public_url(const rates::Document& document, const std::string& feed, const Site& site) {
  const auto* const source = source_of(feed, site);
  const bool is_public = source != nullptr && !source->own_url;
  return is_public ? document.url : std::string();
}

std::vector<std::string> explain_steps(const rates::Explanation& explanation, const Site& site) {
  Steps steps;
  for (const auto& leg : explanation.legs) add_leg(leg, site, steps);
  if (explanation.legs.size() > 1) add_cross(explanation, steps);
  if (!explanation.note.empty()) steps.push_back(explanation.note);
  if (explanation.legs.empty()) {
    const auto* const why = explanation.held ? "from before the newer value came, which is held"
                                             : "none of its sources is left";
    steps.push_back(fmt::format("{}: {} of {} was published last", why,
                                digits(explanation.rate.value), explanation.rate.as_of.text()));
  }
  add_rounding(explanation.rate, steps);
  add_change(explanation.rate, steps);
  if (const auto& held = explanation.held) {
    steps.push_back(fmt::format("held back since {}: {} of {} from {}, because it {}",
                                rates::to_string(held->since), digits(held->value),
                                held->as_of.text(), held->source, held->reason));
  }
  return steps;
}

}  // namespace tickerd::http
