#include "rates/rate.hpp"

#include <gtest/gtest.h>

#include "unit/rates/sample.hpp"

namespace tickerd::rates {
namespace {

using sample::number;

Rate rate_of(const Decimal& value, const Decimal& basis, Precision precision = {}) {
  return {.pair = sample::pair("TJS/USD"),
          .value = value,
          .precision = precision,
          .basis = Basis{.value = basis, .as_of = AsOf(sample::date("2026-05-18"))},
          .as_of = AsOf(sample::date("2026-05-19")),
          .fetched_at = sample::at("2026-05-19T05:02:11.480Z"),
          .source = "nbt"};
}

/// With a basis of a day and one of a week beside its own.
Rate with_others(Rate rate) {
  rate.other_bases = {
      {.kind = BasisKind::day, .value = number("0.107"), .as_of = AsOf(sample::date("2026-05-18"))},
      {.kind = BasisKind::week,
       .value = number("0.105"),
       .as_of = AsOf(sample::date("2026-05-12"))}};
  return rate;
}

TEST(RateText, IsTheExampleOfTheProtocol) {
  const auto rate = rate_of(Decimal(1) / number("9.3371"), Decimal(1) / number("9.3450"));
  EXPECT_EQ(rate_text(rate), "0.10710");
  EXPECT_EQ(basis_text(rate, *rate.basis), "0.10701");
  EXPECT_EQ(change_text(rate, *rate.basis), "0.0000905");
  EXPECT_EQ(change_percent_text(rate, *rate.basis), "0.08");
}

TEST(Rate, ComesFromEachOfItsFeeds) {
  auto rate = rate_of(Decimal(1), Decimal(1));
  rate.source = "nbkr+cbu";
  EXPECT_TRUE(comes_from(rate, "nbkr"));
  EXPECT_TRUE(comes_from(rate, "cbu"));
  EXPECT_FALSE(comes_from(rate, "nbk"));
  EXPECT_FALSE(comes_from(rate, ""));
  EXPECT_FALSE(comes_from(rate, "nbkr+cbu"));
}

TEST(RateText, HasThePrecisionOfThePair) {
  const Precision five{.kind = Precision::Kind::decimals, .digits = 5};
  const auto rate = rate_of(Decimal(1) / Decimal(12500), Decimal(1) / Decimal(12500), five);
  EXPECT_EQ(rate_text(rate), "0.00008");
  EXPECT_EQ(change_text(rate, *rate.basis), "0.0000000");
  EXPECT_EQ(change_percent_text(rate, *rate.basis), "0");
  const auto large = rate_of(number("12194.21"), number("12142.1"), {.digits = 3});
  EXPECT_EQ(rate_text(large), "12200");
  EXPECT_EQ(change_text(large, *large.basis), "52.11");
}

struct PercentCase {
  const char* value;
  const char* basis;
  const char* text;
};

TEST(ChangePercentText, HasAtMostTwoDecimalsAndNoMinusZero) {
  for (const auto& [value, basis, text] : {
           PercentCase{"101", "100", "1"},
           PercentCase{"98.8", "100", "-1.2"},
           PercentCase{"100.21", "100", "0.21"},
           PercentCase{"100", "100", "0"},
           PercentCase{"99.999", "100", "0"},
           PercentCase{"100.125", "100", "0.12"},
           PercentCase{"100.135", "100", "0.14"},
           PercentCase{"300", "100", "200"},
           PercentCase{"99.995", "100", "0"},
           PercentCase{"99.9949", "100", "-0.01"},
           PercentCase{"110", "100", "10"},
           PercentCase{"0.5", "1", "-50"},
       }) {
    const auto rate = rate_of(number(value), number(basis));
    EXPECT_EQ(change_percent_text(rate, *rate.basis), text) << value;
  }
}

TEST(SameAsPublished, LooksAtWhatASubscriberSees) {
  const auto rate = rate_of(number("0.107101"), number("0.107"));
  auto other = rate;
  other.fetched_at += std::chrono::hours(1);
  EXPECT_TRUE(same_as_published(rate, other));
  other.value = number("0.1071010001");
  EXPECT_TRUE(same_as_published(rate, other)) << "the texts are the same";
  other.value = number("0.1071014");
  EXPECT_FALSE(same_as_published(rate, other)) << "the change has two decimals more";
}

TEST(SameAsPublished, SeesEveryPublishedField) {
  const auto rate = rate_of(number("0.1071"), number("0.107"));
  const auto changed = [&rate](auto change) {
    auto other = rate;
    change(other);
    return !same_as_published(rate, other) && !same_as_published(other, rate);
  };
  EXPECT_TRUE(changed([](Rate& r) { r.pair = sample::pair("KGS/USD"); }));
  EXPECT_TRUE(changed([](Rate& r) { r.value = number("0.1072"); }));
  EXPECT_TRUE(changed([](Rate& r) { r.precision.digits = 6; }));
  EXPECT_TRUE(changed([](Rate& r) { r.basis.reset(); }));
  EXPECT_TRUE(changed([](Rate& r) { r.basis->value = number("0.106"); }));
  EXPECT_TRUE(changed([](Rate& r) { r.basis->kind = BasisKind::day; }));
  EXPECT_TRUE(changed([](Rate& r) { r.basis->as_of = AsOf(sample::date("2026-05-17")); }));
  EXPECT_TRUE(changed([](Rate& r) { r.as_of = AsOf(sample::date("2026-05-20")); }));
  EXPECT_TRUE(changed([](Rate& r) { r.source = "cbu"; }));
  EXPECT_TRUE(changed([](Rate& r) { r.status = Status::stale; }));
}

TEST(SameAsPublished, SeesEveryBasis) {
  const auto rate = with_others(rate_of(number("0.1071"), number("0.107")));
  auto other = rate;
  EXPECT_TRUE(same_as_published(rate, other));
  other.other_bases[1].value = number("0.1050000001");
  EXPECT_TRUE(same_as_published(rate, other)) << "the texts are the same";
  other.other_bases[1].value = number("0.104");
  EXPECT_FALSE(same_as_published(rate, other));
  other = rate;
  other.other_bases[1].as_of = AsOf(sample::date("2026-05-11"));
  EXPECT_FALSE(same_as_published(rate, other));
  other = rate;
  other.other_bases[1].kind = BasisKind::month;
  EXPECT_FALSE(same_as_published(rate, other));
  other = rate;
  other.other_bases.pop_back();
  EXPECT_FALSE(same_as_published(rate, other));
  EXPECT_FALSE(same_as_published(other, rate));
}

TEST(ShownBasis, IsTheConfiguredOneUnlessAnotherIsAskedFor) {
  const auto rate = with_others(rate_of(number("0.1071"), number("0.107")));
  EXPECT_EQ(shown_basis(rate, std::nullopt), &*rate.basis);
  EXPECT_EQ(shown_basis(rate, BasisKind::previous_close), &*rate.basis);
  EXPECT_EQ(shown_basis(rate, BasisKind::week), &rate.other_bases[1]);
  EXPECT_EQ(shown_basis(rate, BasisKind::month), nullptr);
  auto without = rate;
  without.basis.reset();
  EXPECT_EQ(shown_basis(without, std::nullopt), nullptr) << "never one that was not configured";
}

TEST(ConfigureBasis, ChangesPlacesInOrderOfKinds) {
  const auto before = with_others(rate_of(number("0.1071"), number("0.107")));
  auto rate = before;
  configure_basis(rate, BasisKind::week);
  EXPECT_EQ(rate.basis, before.other_bases[1]);
  EXPECT_EQ(rate.other_bases, (std::vector{*before.basis, before.other_bases[0]}));
  configure_basis(rate, BasisKind::month);
  EXPECT_EQ(rate.basis, std::nullopt) << "not known";
  EXPECT_EQ(rate.other_bases,
            (std::vector{*before.basis, before.other_bases[0], before.other_bases[1]}));
  configure_basis(rate, BasisKind::previous_close);
  EXPECT_EQ(rate.basis, before.basis);
  EXPECT_EQ(rate.other_bases, before.other_bases);
}

TEST(SameAsPublished, ReadsPrecisionByWhatItShows) {
  auto rate = rate_of(number("0.1071"), number("0.107"));
  rate.basis.reset();
  auto other = rate;
  other.precision = {.kind = Precision::Kind::decimals, .digits = 5};
  EXPECT_TRUE(same_as_published(rate, other));
}

TEST(StatusText, ReadsBackAndIsOrderedFromWorstToBest) {
  for (const char* text : {"held", "stale", "late", "closed", "pegged", "demo", "live"}) {
    ASSERT_TRUE(parse_status(text)) << text;
    EXPECT_EQ(to_string(*parse_status(text)), text);
  }
  EXPECT_EQ(worse(Status::live, Status::stale), Status::stale);
  EXPECT_EQ(worse(Status::pegged, Status::demo), Status::pegged);
  EXPECT_EQ(parse_status("fine").error().detail,
            "expected a status (held, stale, late, closed, pegged, demo, live), got \"fine\"");
}

TEST(BasisKindText, ReadsBack) {
  for (const char* text : {"previous_close", "open", "24h", "7d", "30d", "previous"}) {
    ASSERT_TRUE(parse_basis_kind(text)) << text;
    EXPECT_EQ(to_string(*parse_basis_kind(text)), text);
  }
  EXPECT_FALSE(parse_basis_kind("1y"));
}

}  // namespace
}  // namespace tickerd::rates
