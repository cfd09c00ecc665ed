#include "app/alarms.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Lines final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view detail) override {
    lines_.push_back(std::string(event) + " " + std::string(detail));
  }
  std::vector<std::string> take() { return std::exchange(lines_, {}); }

 private:
  std::vector<std::string> lines_;
};

rates::CurrencyPair pair(std::string_view text) { return rates::CurrencyPair::parse(text).value(); }

rates::Rate rate(std::string_view name, rates::Status status) {
  return {.pair = pair(name),
          .value = rates::Decimal(2),
          .precision = {},
          .basis = std::nullopt,
          .as_of = rates::AsOf(rates::Date{}),
          .fetched_at = {},
          .source = "cbu",
          .status = status};
}

class AlarmsTest : public testing::Test {
 protected:
  void publish(const std::string& name, rates::Status status) {
    const std::vector<rates::Rate> rates{rate(name, status)};
    alarms.rates(rates);
  }

  Lines log;
  Alarms alarms{log, [](const rates::CurrencyPair& of) {
                  return rates::ExplainedDoubt{.value = rates::Decimal(3),
                                               .as_of = rates::AsOf(rates::Date{}),
                                               .source = "desk",
                                               .reason = "moved: " + of.text(),
                                               .since = {}};
                }};
};

TEST_F(AlarmsTest, SayOnceWhoseValueOfAPairIsHeldAndOnceThatItIsNot) {
  publish("TMT/USD", rates::Status::live);
  publish("TMT/USD", rates::Status::held);
  publish("TMT/USD", rates::Status::held);
  EXPECT_THAT(log.take(),
              ElementsAre("rate_held pair=TMT/USD source=desk reason=\"moved: TMT/USD\""));
  publish("KGS/USD", rates::Status::live);
  publish("TMT/USD", rates::Status::late);
  publish("TMT/USD", rates::Status::live);
  EXPECT_THAT(log.take(), ElementsAre("rate_accepted pair=TMT/USD source=cbu rate=2.0000"));
}

TEST_F(AlarmsTest, AreSilentOfWhatWasHeldBeforeTheProcessBegan) {
  alarms.known_held(pair("TMT/USD"));
  publish("TMT/USD", rates::Status::held);
  EXPECT_THAT(log.take(), IsEmpty());
  publish("TMT/USD", rates::Status::live);
  EXPECT_EQ(log.take().size(), 1U);
}

TEST_F(AlarmsTest, SayWhenAPegIsContradictedAndWhenNoLonger) {
  rates::Contradiction one{.peg = "tmt-peg",
                           .feed = "cbu",
                           .pair = pair("USD/TMT"),
                           .pegged = *rates::Decimal::parse("3.5"),
                           .quoted = *rates::Decimal::parse("3.02")};
  alarms.contradictions({&one, 1});
  EXPECT_THAT(log.take(), ElementsAre("peg_contradicted peg=tmt-peg feed=cbu pair=USD/TMT "
                                      "pegged=3.5 quoted=3.02"));
  one.quoted = *rates::Decimal::parse("3.01");
  alarms.contradictions({&one, 1});
  EXPECT_THAT(log.take(), IsEmpty()) << "the same feed still contradicts the same peg";
  alarms.contradictions({});
  EXPECT_THAT(log.take(), ElementsAre("peg_confirmed peg=tmt-peg feed=cbu pair=USD/TMT"));
  alarms.contradictions({&one, 1});
  EXPECT_EQ(log.take().size(), 1U) << "a new one is news again";
}

TEST_F(AlarmsTest, SayWhenAFeedContradictsItselfAndWhenNoLonger) {
  rates::Inconsistency one{.feed = "kraken",
                           .pair = pair("EUR/JPY"),
                           .quoted = *rates::Decimal::parse("150"),
                           .over = rates::Currency::parse("USD").value(),
                           .derived = *rates::Decimal::parse("162.00000000001")};
  alarms.inconsistencies({&one, 1});
  EXPECT_THAT(log.take(), ElementsAre("quotes_inconsistent feed=kraken pair=EUR/JPY quoted=150 "
                                      "over=USD derived=162.00000"));
  one.quoted = *rates::Decimal::parse("151");
  alarms.inconsistencies({&one, 1});
  EXPECT_THAT(log.take(), IsEmpty()) << "it is still the same";
  alarms.inconsistencies({});
  EXPECT_THAT(log.take(), ElementsAre("quotes_consistent feed=kraken pair=EUR/JPY over=USD"));
  one.over.reset();
  alarms.inconsistencies({&one, 1});
  EXPECT_THAT(log.take(), ElementsAre(HasSubstr("over=inverse")));
}

}  // namespace
}  // namespace tickerd::app
