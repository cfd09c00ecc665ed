#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rates/desk.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates::sample {

/// Decides by brute force over a raw list of everything said which rate the protocol wants. All its
/// feeds are market feeds that state dates.
class Oracle {
 public:
  explicit Oracle(std::vector<std::string> feeds) : feeds_(std::move(feeds)) {}

  void hear(const FeedUpdate& update) {
    for (const auto& quote : update.quotes) {
      learn(quote.pair.base());
      learn(quote.pair.quote());
      auto& said = said_[{update.feed, quote.pair.text()}];
      const auto of = quote.as_of.date();
      if (!said.empty() && of < said.rbegin()->first) continue;
      firsts_[{update.feed, quote.pair.text()}].try_emplace(of, quote.value);
      said[of] = quote.value;
    }
  }

  /// What is published of the pair, with every basis; none when it cannot be had.
  std::optional<Rate> rate_of(const PairRule& rule, Timestamp now) const {
    const auto paths = all_paths(rule.pair);
    if (paths.empty()) return std::nullopt;
    const auto fresh = std::ranges::find_if(paths, [&](const auto& path) {
      return now - AsOf(latest_day(path)).valid_until() <= rule.max_age.value_or(default_max_age);
    });
    const bool stale = fresh == paths.end();
    const auto& path = stale ? paths.front() : *fresh;
    const auto day = latest_day(path);
    Rate rate{.pair = rule.pair,
              .value = value_of(path, Date::max()).value(),
              .precision = rule.precision,
              .basis = std::nullopt,
              .as_of = AsOf(day),
              .fetched_at = now,
              .source = source_of(path),
              .status = stale ? Status::stale : Status::live};
    for (const auto kind : basis_kinds) {
      auto basis = basis_of(kind, path, day);
      if (!basis) continue;
      basis->kind = kind;
      if (kind == rule.basis) {
        rate.basis = basis;
      } else {
        rate.other_bases.push_back(*basis);
      }
    }
    return rate;
  }

 private:
  struct Step {
    std::string feed;
    std::string pair;
    bool inverted;
  };
  using Steps = std::vector<Step>;
  using Said = std::map<Date, Decimal>;

  std::optional<Step> step(const std::string& feed, const Currency& from,
                           const Currency& to) const {
    if (from == to) return std::nullopt;
    const CurrencyPair straight(from, to);
    if (said_.contains({feed, straight.text()})) return Step{feed, straight.text(), false};
    const auto turned = straight.inverse();
    if (said_.contains({feed, turned.text()})) return Step{feed, turned.text(), true};
    return std::nullopt;
  }

  void learn(const Currency& code) {
    const std::string text(code.text());
    common_.emplace(std::pair(text == "USD" ? 0 : text == "EUR" ? 1 : 2, text), code);
  }

  void cross(const CurrencyPair& wanted, const std::string& a, const std::string& b,
             std::vector<Steps>& paths) const {
    for (const auto& [rank, common] : common_) {
      const auto first = step(a, wanted.base(), common);
      const auto second = step(b, common, wanted.quote());
      if (first && second) paths.push_back({*first, *second});
    }
  }

  std::vector<Steps> all_paths(const CurrencyPair& wanted) const {
    std::vector<Steps> paths;
    for (const auto& feed : feeds_) {
      if (const auto direct = step(feed, wanted.base(), wanted.quote())) paths.push_back({*direct});
    }
    for (const auto& feed : feeds_) cross(wanted, feed, feed, paths);
    for (const auto& a : feeds_) {
      for (const auto& b : feeds_) {
        if (a != b) cross(wanted, a, b, paths);
      }
    }
    return paths;
  }

  const Said& said(const Step& of) const { return said_.at({of.feed, of.pair}); }

  Date latest_day(const Steps& path) const {
    auto day = Date::max();
    for (const auto& of : path) day = std::min(day, said(of).rbegin()->first);
    return day;
  }

  /// What the path was worth at the end of `day`, from the last value that each step had then.
  std::optional<Decimal> value_of(const Steps& path, Date day) const {
    Decimal product(1);
    Decimal divisor(1);
    for (const auto& of : path) {
      const auto after = said(of).upper_bound(day);
      if (after == said(of).begin()) return std::nullopt;
      auto& factor = of.inverted ? divisor : product;
      factor = factor * std::prev(after)->second;
    }
    return product / divisor;
  }

  std::optional<Basis> basis_of(BasisKind kind, const Steps& path, Date as_of) const {
    using std::chrono::days;
    switch (kind) {
      case BasisKind::open:
        return open_of(path, as_of);
      case BasisKind::week:
        return last_until(path, as_of - days(7), std::nullopt);
      case BasisKind::month:
        return last_until(path, as_of - days(30), std::nullopt);
      case BasisKind::previous:
        return last_until(path, as_of - days(1), value_of(path, Date::max()));
      default:
        return last_until(path, as_of - days(1), std::nullopt);
    }
  }

  /// The path's value on the last day until `last` on which something was said, and on which it was
  /// another than `unlike`.
  std::optional<Basis> last_until(const Steps& path, Date last,
                                  const std::optional<Decimal>& unlike) const {
    // Nobody chatters of days before.
    for (auto day = last; day > date("2026-02-10"); day -= std::chrono::days(1)) {
      const bool any =
          std::ranges::any_of(path, [&](const Step& of) { return said(of).contains(day); });
      if (!any) continue;
      const auto value = value_of(path, day);
      if (!value) return std::nullopt;
      if (value == unlike) continue;
      auto used = Date::max();
      for (const auto& of : path)
        used = std::min(used, std::prev(said(of).upper_bound(day))->first);
      return Basis{.value = *value, .as_of = AsOf(used)};
    }
    return std::nullopt;
  }

  std::optional<Basis> open_of(const Steps& path, Date as_of) const {
    Decimal product(1);
    Decimal divisor(1);
    for (const auto& of : path) {
      const auto& [newest, first] = *firsts_.at({of.feed, of.pair}).rbegin();
      if (newest != as_of) return std::nullopt;
      auto& factor = of.inverted ? divisor : product;
      factor = factor * first;
    }
    return Basis{.value = product / divisor, .as_of = AsOf(as_of)};
  }

  static std::string source_of(const Steps& path) {
    const auto& first = path.front().feed;
    const auto& last = path.back().feed;
    return first == last ? first : first + "+" + last;
  }

  std::vector<std::string> feeds_;
  std::map<std::pair<std::string, std::string>, Said> said_;
  std::map<std::pair<std::string, std::string>, Said> firsts_;  // what each date began with
  std::map<std::pair<int, std::string>, Currency> common_;      // the most preferred first
};

/// Random updates of three feeds on days that walk on, with revisions, repeats and steps back.
class Chatter {
 public:
  explicit Chatter(std::uint64_t seed) : random_(seed) {}

  Timestamp now() const { return Timestamp(day_) + std::chrono::hours(12); }

  FeedUpdate next() {
    if (below(3) == 0) day_ += std::chrono::days(1 + below(below(8) == 0 ? 9 : 2));
    const std::vector<std::string> names{"a", "b", "c"};
    const auto feed = below(3);
    FeedUpdate update{names[feed], {}};
    const auto of = day_ - std::chrono::days(below(4)) + std::chrono::days(below(2));
    for (const char* quoted : quoted_[feed]) {
      if (below(4) == 0) continue;
      update.quotes.push_back(quote(quoted, std::to_string(100 + below(30)), to_string(of)));
    }
    return update;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::mt19937_64 random_;
  Date day_ = date("2026-02-20");
  const std::vector<std::vector<const char*>> quoted_{{"USD/KZT", "KGS/KZT", "EUR/KZT"},
                                                      {"USD/KGS", "EUR/KGS", "KZT/KGS"},
                                                      {"USD/UZS", "UZS/KGS", "EUR/USD"}};
};

}  // namespace tickerd::rates::sample
