#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "rates/baselines.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using std::chrono::days;

const Date first_day = sample::date("2023-12-18");

/// All that was ever said of one leg: statements in the order in which they were made.
struct RawLeg {
  struct Statement {
    Date of;
    Decimal value;
  };
  std::vector<Statement> said;
  std::set<Date> kept;  // the dates that a book keeps: the newest forty

  void say(Date of, const Decimal& value) {
    said.push_back({of, value});
    kept.insert(of);
    if (kept.size() > 40) kept.erase(kept.begin());
  }
  Date newest() const { return said.back().of; }
  Decimal last_of(Date of) const {
    Decimal value;
    for (const auto& statement : said) value = statement.of == of ? statement.value : value;
    return value;
  }
  Decimal first_of(Date of) const { return std::ranges::find(said, of, &Statement::of)->value; }
  std::optional<Date> date_until(Date last) const {
    std::optional<Date> found;
    for (const auto of : kept) {
      if (of <= last) found = of;
    }
    return found;
  }
};

/// What the definition of each kind says, looked for day by day.
class RawPath {
 public:
  RawPath(std::vector<const RawLeg*> legs, std::vector<bool> inverted, std::vector<Date> bad)
      : legs_(std::move(legs)), inverted_(std::move(inverted)), bad_(std::move(bad)) {}

  std::string basis(BasisKind kind) const {
    Date of = Date::max();
    for (const auto* leg : legs_) of = std::min(of, leg->newest());
    const auto now = value([](const RawLeg& leg) { return leg.last_of(leg.newest()); });
    switch (kind) {
      case BasisKind::open:
        if (std::ranges::any_of(legs_, [&](const auto* leg) { return leg->newest() != of; })) {
          return "none";
        }
        return text(value([&](const RawLeg& leg) { return leg.first_of(of); }), of);
      case BasisKind::week:
        return last_until(of - days(7), std::nullopt);
      case BasisKind::month:
        return last_until(of - days(30), std::nullopt);
      case BasisKind::previous:
        return last_until(of - days(1), now);
      case BasisKind::previous_close:
      case BasisKind::day:
        break;
    }
    return last_until(of - days(1), std::nullopt);
  }

 private:
  template <class ValueOf>
  Decimal value(ValueOf value_of) const {
    Decimal product(1);
    Decimal divisor(1);
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      auto& factor = inverted_[i] ? divisor : product;
      factor = factor * value_of(*legs_[i]);
    }
    return product / divisor;
  }

  static std::string text(const Decimal& value, Date of) {
    return fmt::format("{} of {}", value.exact(), to_string(of));
  }

  std::string last_until(Date last, const std::optional<Decimal>& unlike) const {
    for (auto day = last; day >= first_day; day -= days(1)) {
      const bool stated =
          std::ranges::any_of(legs_, [&](const auto* leg) { return leg->kept.contains(day); });
      if (!stated || std::ranges::find(bad_, day) != bad_.end()) continue;
      Date used = Date::max();
      for (const auto* leg : legs_) {
        const auto found = leg->date_until(day);
        if (!found) return "none";
        used = std::min(used, *found);
      }
      const auto then = value([&](const RawLeg& leg) { return leg.last_of(*leg.date_until(day)); });
      if (then != unlike) return text(then, used);
    }
    return "none";
  }

  std::vector<const RawLeg*> legs_;
  std::vector<bool> inverted_;
  std::vector<Date> bad_;
};

/// Three series that walk on by random gaps from before a year's end over a leap day, with
/// revisions, and values that often stay.
class BaselinesOracle : public testing::TestWithParam<std::uint64_t> {
 protected:
  std::size_t below(std::size_t limit) { return random() % limit; }

  void say(std::size_t at) {
    auto& leg = raw_legs[at];
    auto of = leg.said.empty() ? first_day : leg.newest();
    if (below(5) > 0) of += days(1 + (below(4) == 0 ? below(9) : 0));
    const auto value = std::to_string(100 + below(4));
    leg.say(of, sample::number(value));
    book.series(ids[at]).take(sample::quote(quoted[at], value, to_string(of)));
    if (below(12) == 0) quarantined.push_back(of);
  }

  Path any_path(std::vector<const RawLeg*>& legs, std::vector<bool>& inverted) {
    Path path{.first = {}, .second = std::nullopt};
    const auto first = below(3);
    const auto add = [&](std::size_t at) {
      legs.push_back(&raw_legs[at]);
      inverted.push_back(below(2) == 0);
      return Leg{.series = ids[at], .inverted = inverted.back()};
    };
    path.first = add(first);
    if (below(3) > 0) path.second = add((first + 1 + below(2)) % 3);
    return path;
  }

  std::mt19937_64 random{GetParam()};
  const std::vector<const char*> quoted{"USD/KZT", "USD/KGS", "EUR/KZT"};
  const std::vector<FeedTraits> feeds{sample::market("a"), sample::market("b")};
  Book book{2};
  std::vector<SeriesId> ids{book.open(0, sample::pair("USD/KZT")),
                            book.open(1, sample::pair("USD/KGS")),
                            book.open(0, sample::pair("EUR/KZT"))};
  std::vector<RawLeg> raw_legs{3};
  std::vector<Date> quarantined;
};

TEST_P(BaselinesOracle, EveryKindIsWhatTheRawListGives) {
  const Baselines baselines(book, feeds);
  std::map<BasisKind, int> known;
  for (std::size_t at = 0; at < 3; ++at) say(at);
  for (int round = 0; round < 300; ++round) {
    say(below(3));
    std::vector<const RawLeg*> legs;
    std::vector<bool> inverted;
    const auto path = any_path(legs, inverted);
    const RawPath raw(legs, inverted, quarantined);
    const auto now = baselines.latest(path);
    const auto all = baselines.all(path, now, value_of(path, now), quarantined);
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Basis::kind));
    for (const auto kind : basis_kinds) {
      const auto found = std::ranges::find(all, kind, &Basis::kind);
      const auto text = found == all.end()
                            ? "none"
                            : fmt::format("{} of {}", found->value.exact(), found->as_of.text());
      ASSERT_EQ(text, raw.basis(kind)) << to_string(kind) << " in round " << round;
      known[kind] += found != all.end() ? 1 : 0;
    }
  }
  for (const auto kind : basis_kinds) EXPECT_GT(known[kind], 50) << to_string(kind);
  EXPECT_GT(raw_legs[0].newest(), sample::date("2024-03-01")) << "the leap day is passed";
}

INSTANTIATE_TEST_SUITE_P(Seeds, BaselinesOracle, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace tickerd::rates
