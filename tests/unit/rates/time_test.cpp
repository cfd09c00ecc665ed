#include "rates/time.hpp"

#include <gtest/gtest.h>

namespace tickerd::rates {
namespace {

using namespace std::chrono_literals;

TEST(DateText, ReadsBackWhatItWrites) {
  for (const char* text : {"2026-05-19", "2024-02-29", "1970-01-01", "0001-12-31", "9999-12-31"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(to_string(*date), text);
  }
}

TEST(DateText, RefusesDaysThatDoNotExist) {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-1",
                           "26-04-01", "2026/04/01", "2026-04-01 ", "2026-04-01T", "01.04.2026",
                           "-026-04-01", "2026-0a-01", "2026-04-0:"}) {
    ASSERT_FALSE(parse_date(text)) << text;
  }
  EXPECT_EQ(parse_date("01.04.2026").error().detail,
            "expected a date like 2026-05-19, got \"01.04.2026\"");
}

struct TimestampCase {
  const char* text;
  const char* written;
};

TEST(TimestampText, ReadsFractionsOfNoneToNineDigits) {
  for (const auto& [text, written] : {
           TimestampCase{"2026-05-19T05:02:11.480Z", "2026-05-19T05:02:11.480Z"},
           TimestampCase{"2026-05-19T05:02:11Z", "2026-05-19T05:02:11.000Z"},
           TimestampCase{"2026-05-19T05:02:11.4Z", "2026-05-19T05:02:11.400Z"},
           TimestampCase{"2026-05-19T23:59:59.999999999Z", "2026-05-19T23:59:59.999Z"},
           TimestampCase{"1969-12-31T23:59:59.001Z", "1969-12-31T23:59:59.001Z"},
       }) {
    const auto at = parse_timestamp(text);
    ASSERT_TRUE(at) << text;
    EXPECT_EQ(to_string(*at), written);
  }
}

TEST(TimestampText, RefusesOtherForms) {
  for (const char* text :
       {"", "2026-05-19", "2026-05-19T05:02Z", "2026-05-19T24:00:00Z", "2026-05-19T05:60:00Z",
        "2026-05-19T05:02:60Z", "2026-05-19T05:02:11", "2026-05-19T05:02:11.Z",
        "2026-05-19T05:02:11.1234567890Z", "2026-05-19T05:02:11+00:00", "2026-05-19 05:02:11Z",
        "2026-05-19T05:02:11Z ", "2026-02-30T05:02:11Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(AsOf, OfADateIsValidUntilItsEnd) {
  const AsOf of(parse_date("2026-05-19").value());
  EXPECT_TRUE(of.is_date());
  EXPECT_EQ(of.text(), "2026-05-19");
  EXPECT_EQ(to_string(of.valid_until()), "2026-05-20T00:00:00.000Z");
}

TEST(AsOf, OfAnInstantIsValidUntilThen) {
  const AsOf of(parse_timestamp("2026-05-19T23:30:00Z").value());
  EXPECT_FALSE(of.is_date());
  EXPECT_EQ(of.date(), parse_date("2026-05-19"));
  EXPECT_EQ(of.text(), "2026-05-19T23:30:00.000Z");
  EXPECT_EQ(to_string(of.valid_until()), "2026-05-19T23:30:00.000Z");
}

TEST(AsOf, ReadsBackWhatItWrites) {
  for (const char* text : {"2026-05-19", "2026-05-19T05:02:11.480Z"}) {
    const auto of = AsOf::parse(text);
    ASSERT_TRUE(of) << text;
    EXPECT_EQ(of->text(), text);
  }
  EXPECT_FALSE(AsOf::parse("yesterday"));
  EXPECT_FALSE(AsOf::parse("Today"));
}

TEST(Older, IsTheOneThatEndedEarlier) {
  const auto of = [](const char* text) { return AsOf::parse(text).value(); };
  EXPECT_EQ(older(of("2026-05-19"), of("2026-05-18")), of("2026-05-18"));
  EXPECT_EQ(older(of("2026-05-19"), of("2026-05-19T12:00:00Z")), of("2026-05-19T12:00:00Z"));
  EXPECT_EQ(older(of("2026-05-19T12:00:00Z"), of("2026-05-18")), of("2026-05-18"));
  EXPECT_EQ(older(of("2026-05-20T00:00:00Z"), of("2026-05-19")), of("2026-05-19"));
}

struct DurationCase {
  const char* text;
  std::chrono::milliseconds length;
  const char* written;
};

TEST(Duration, ReadsEveryUnitAndWritesTheShortestText) {
  for (const auto& [text, length, written] : {
           DurationCase{"250ms", 250ms, "250ms"},
           DurationCase{"5s", 5s, "5s"},
           DurationCase{"15m", 15min, "15m"},
           DurationCase{"6h", 6h, "6h"},
           DurationCase{"4d", 96h, "4d"},
           DurationCase{"90000ms", 90s, "90s"},
           DurationCase{"240m", 4h, "4h"},
           DurationCase{"24h", 24h, "1d"},
           DurationCase{"0s", 0s, "0s"},
           DurationCase{"36500d", std::chrono::days(36'500), "36500d"},
       }) {
    EXPECT_EQ(parse_duration(text), length) << text;
    EXPECT_EQ(to_text(length), written);
  }
}

TEST(Duration, RefusesAnythingElse) {
  for (const char* text :
       {"", "5", "s", "-5s", "+5s", "1.5h", "5 s", "5S", "5s ", "36501d", "99999999999999999999s",
        "9999999999999d", "00000000000001s", "5w", "5sm"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace tickerd::rates
