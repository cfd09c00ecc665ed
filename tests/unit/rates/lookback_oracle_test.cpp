#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "rates/desk.hpp"
#include "rates/history.hpp"
#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using namespace std::chrono_literals;

/// What a history holds: all that was published, in its order.
class RawList {
 public:
  explicit RawList(std::shared_ptr<const DayEnd> end) : end_(std::move(end)) {}

  void add(const std::vector<Rate>& rates) {
    for (const auto& rate : rates) {
      if (rate.status == Status::held) continue;
      const PastValue said{.value = rate.value, .as_of = rate.as_of, .source = rate.source};
      if (!values_.empty() && values_.back() == said) continue;
      values_.push_back(said);
      notes_.push_back(
          {instant_of(rate.as_of), end_->day_of(instant_of(rate.as_of)), rate_text(rate)});
    }
  }

  PastWindow window(Timestamp from, Timestamp until) const {
    PastWindow window{.from = from, .until = until, .values = {}};
    for (const auto& value : values_) {
      const auto at = instant_of(value.as_of);
      if (at <= from) window.values.clear();
      if (at >= until) break;
      if (window.values.size() > PastWindow::most_values) {
        window.is_full = true;
        window.until = at;
        break;
      }
      window.values.push_back(value);
    }
    return window;
  }

  /// What the definition of each kind says of the newest value.
  std::optional<PastValue> basis(BasisKind kind) const {
    const auto& now = notes_.back();
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      const auto& past = notes_[i];
      bool counts = past.at <= now.at - Lookback::span(kind);
      // Of the first day nobody knows how it began.
      const bool is_today = past.day == now.day && notes_.front().day < now.day;
      if (kind == BasisKind::previous_close) counts = past.day < now.day;
      if (kind == BasisKind::open) counts = is_today && !found;
      if (kind == BasisKind::previous) counts = past.text != now.text;
      if (counts) found = i;
    }
    return found ? std::optional(values_[*found]) : std::nullopt;
  }

  std::size_t size() const { return values_.size(); }

 private:
  struct Note {
    Timestamp at;
    Date day;
    std::string text;
  };

  std::shared_ptr<const DayEnd> end_;
  std::vector<PastValue> values_;
  std::vector<Note> notes_;  // on each value
};

/// Fifty days of ticks at random moments, over a leap day and the days on which clocks change.
class LookbackOracle : public testing::TestWithParam<std::uint64_t> {
 protected:
  std::size_t below(std::size_t limit) { return random() % limit; }

  Desk make_desk() const {
    auto stream = sample::market("kraken");
    stream.ticks = true;
    stream.day_end = end;
    return Desk({stream}, {sample::rule("BTC/USD")});
  }
  const Rate& published(const Desk& desk) const { return *desk.published(sample::pair("BTC/USD")); }

  void answer(Desk& desk) {
    std::vector<std::pair<PastWindowQuery, PastWindow>> answers;
    for (const auto& query : desk.wanted_windows(now)) {
      answers.emplace_back(query, list.window(query.from, query.until));
      ++windows;
    }
    list.add(desk.look_back(std::move(answers), now).rates);
  }

  void tick(Desk& desk) {
    // Nights without a word, busy minutes, and hours between.
    const auto gap = below(40) == 0 ? 9h : below(4) == 0 ? 20min : 3s;
    now += std::chrono::milliseconds(gap) * (1 + below(8)) + std::chrono::milliseconds(below(900));
    const auto value = fmt::format("{}.{}", 100 + below(3), below(2));
    auto outcome = desk.ingest({"kraken", {sample::quote("BTC/USD", value, to_string(now))}}, now);
    list.add(outcome.rates);
    // A store keeps instants as texts, without the day that they are counted to.
    for (auto& close : outcome.closes) {
      close.quote.as_of = AsOf::parse(close.quote.as_of.text()).value();
      closes.push_back(std::move(close));
    }
    if (desk.misses_windows() || below(3) == 0) answer(desk);
  }

  void check(const Desk& desk) {
    const auto& rate = published(desk);
    for (const auto kind : basis_kinds) {
      const auto* const basis = shown_basis(rate, kind);
      const auto wanted = list.basis(kind);
      ASSERT_EQ(basis != nullptr, wanted.has_value()) << to_string(kind) << ' ' << to_string(now);
      if (basis == nullptr) continue;
      ASSERT_EQ(basis->value.exact(), wanted->value.exact()) << to_string(kind);
      ASSERT_EQ(basis->as_of.text(), wanted->as_of.text()) << to_string(kind);
      ++known[kind];
    }
  }

  std::mt19937_64 random{GetParam()};
  const std::shared_ptr<const DayEnd> end =
      std::make_shared<const DayEnd>(*DayEnd::parse("17:00 America/New_York"));
  Timestamp now = sample::at("2024-02-10T00:00:00Z");
  RawList list{end};
  std::vector<Close> closes;
  std::map<BasisKind, int> known;
  int windows = 0;
};

TEST_P(LookbackOracle, EveryBasisOfATickIsWhatTheRawListGives) {
  auto desk = make_desk();
  const auto last = sample::at("2024-04-02T00:00:00Z");
  while (now < last) {
    tick(desk);
    ASSERT_FALSE(desk.misses_windows());
    ASSERT_NO_FATAL_FAILURE(check(desk));
  }
  EXPECT_GT(list.size(), 500U);
  EXPECT_LT(windows, static_cast<int>(list.size()) * 3) << "windows last for many ticks";
  for (const auto kind : basis_kinds) EXPECT_GT(known[kind], 100) << to_string(kind);
}

TEST_P(LookbackOracle, ARestartBetweenTicksChangesNoBasis) {
  auto desk = make_desk();
  for (int restart = 0; restart < 10; ++restart) {
    for (int ticks = 0; ticks < 40; ++ticks) tick(desk);
    const auto before = sample::bases_line(published(desk));
    auto rate = published(desk);
    rate.as_of = AsOf::parse(rate.as_of.text()).value();
    auto started = make_desk();
    started.restore(std::vector{SequencedRate{rate, 1}}, closes);
    EXPECT_EQ(sample::bases_line(published(started)), before);
    EXPECT_TRUE(started.review(now).rates.empty()) << "restart " << restart;
    desk = std::move(started);
    answer(desk);
    EXPECT_EQ(sample::bases_line(published(desk)), before);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LookbackOracle, testing::Range<std::uint64_t>(1, 5));

}  // namespace
}  // namespace tickerd::rates
