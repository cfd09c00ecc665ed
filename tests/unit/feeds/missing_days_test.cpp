#include "feeds/missing_days.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "feeds/url_template.hpp"
#include "rates/series.hpp"

namespace tickerd::feeds {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Texts = std::vector<std::string>;

rates::Date date(std::string_view text) { return rates::parse_date(text).value(); }

std::set<rates::Date> dates(const std::vector<const char*>& texts) {
  std::set<rates::Date> all;
  for (const char* text : texts) all.insert(date(text));
  return all;
}

Texts missing(const std::set<rates::Date>& held, std::string_view today, int days,
              const rates::Calendar* calendar = nullptr) {
  Texts texts;
  for (const auto day : missing_days(held, date(today), days, calendar))
    texts.push_back(rates::to_string(day));
  return texts;
}

TEST(MissingDays, AreThoseBeforeTheNewestThatAreNotHeldNewestFirst) {
  EXPECT_THAT(missing(dates({"2026-05-20"}), "2026-05-20", 3),
              ElementsAre("2026-05-19", "2026-05-18", "2026-05-17"));
  EXPECT_THAT(missing(dates({"2026-05-18", "2026-05-20"}), "2026-05-20", 3),
              ElementsAre("2026-05-19", "2026-05-17"));
  EXPECT_THAT(
      missing(dates({"2026-05-17", "2026-05-18", "2026-05-19", "2026-05-20"}), "2026-05-20", 3),
      IsEmpty());
}

TEST(MissingDays, OfATableOfTomorrowHoldToday) {
  EXPECT_THAT(missing(dates({"2026-05-21"}), "2026-05-20", 1),
              ElementsAre("2026-05-20", "2026-05-19"));
}

TEST(MissingDays, WhereNothingIsHeldHoldToday) {
  EXPECT_THAT(missing({}, "2026-05-20", 1), ElementsAre("2026-05-20", "2026-05-19"));
}

TEST(MissingDays, AreNotAfterTheLastThatTheSourceSaid) {
  EXPECT_THAT(missing(dates({"2026-05-15"}), "2026-05-18", 4), ElementsAre("2026-05-14"));
  EXPECT_THAT(missing(dates({"2026-05-01"}), "2026-05-18", 4), IsEmpty());
}

TEST(MissingDays, LeaveOutWhatTheCalendarHasNoValueOf) {
  const auto nbk = *find_preset("nbk");
  // Wednesday 20 May 2026; 16 and 17 May are a weekend.
  EXPECT_THAT(missing(dates({"2026-05-20"}), "2026-05-20", 6, nbk.calendar.get()),
              ElementsAre("2026-05-19", "2026-05-18", "2026-05-15", "2026-05-14"));
  const auto ecb = *find_preset("ecb");
  // Good Friday and Easter Monday of 2026 are 3 and 6 April.
  EXPECT_THAT(missing(dates({"2026-04-08"}), "2026-04-08", 7, ecb.calendar.get()),
              ElementsAre("2026-04-07", "2026-04-02", "2026-04-01"));
}

TEST(MissingDays, KnowLeapDays) {
  EXPECT_THAT(missing(dates({"2028-03-01"}), "2028-03-01", 2),
              ElementsAre("2028-02-29", "2028-02-28"));
  EXPECT_THAT(missing(dates({"2027-03-01"}), "2027-03-01", 2),
              ElementsAre("2027-02-28", "2027-02-27"));
}

TEST(MissingDays, AreNoMoreThanASeriesKeeps) {
  EXPECT_EQ(missing(dates({"2026-05-20"}), "2026-05-20", 60).size(), rates::Series::most_dates - 1);
  EXPECT_EQ(missing({}, "2026-05-20", 60).size(), rates::Series::most_dates);
  const auto nbk = *find_preset("nbk");
  EXPECT_EQ(missing(dates({"2026-05-20"}), "2026-05-20", 60, nbk.calendar.get()).back(),
            "2026-03-26")
      << "forty working days";
}

TEST(MissingDays, AreOfTheLocalDayAlsoWhereClocksAreSet) {
  const auto today = [](std::string_view zone, std::string_view now) {
    return rates::to_string(*local_day(zone, *rates::parse_timestamp(now)));
  };
  EXPECT_EQ(today("Asia/Almaty", "2026-05-19T18:59:59Z"), "2026-05-19");
  EXPECT_EQ(today("Asia/Almaty", "2026-05-19T19:00:00Z"), "2026-05-20");
  // Berlin: set on in the night to 29 March 2026, set back in the night to 25 October.
  EXPECT_EQ(today("Europe/Berlin", "2026-03-28T22:59:59Z"), "2026-03-28");
  EXPECT_EQ(today("Europe/Berlin", "2026-03-28T23:00:00Z"), "2026-03-29");
  EXPECT_EQ(today("Europe/Berlin", "2026-03-29T21:59:59Z"), "2026-03-29");
  EXPECT_EQ(today("Europe/Berlin", "2026-03-29T22:00:00Z"), "2026-03-30");
  EXPECT_EQ(today("Europe/Berlin", "2026-10-25T22:59:59Z"), "2026-10-25");
  EXPECT_EQ(today("Europe/Berlin", "2026-10-25T23:00:00Z"), "2026-10-26");
  EXPECT_FALSE(local_day("Asia/Atlantis", rates::Timestamp()));
  EXPECT_THAT(missing(dates({"2026-03-30"}), "2026-03-30", 2),
              ElementsAre("2026-03-29", "2026-03-28"));
}

}  // namespace
}  // namespace tickerd::feeds
