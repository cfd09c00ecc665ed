#include "feeds/preset.hpp"

#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

constexpr std::string_view good = R"({
  // A comment.
  "title": "Bank",
  "url": "https://bank.example/{date:%Y}.xml",
  "fallback_urls": ["https://bank.example/{date-1:%Y}.xml"],
  "time_zone": "Asia/Almaty", "every": "1h", "timeout": "5s",
  "mapping": {"format": "xml", "rows": "/r/i", "code": "c", "rate": "v", "base": "KZT",
              "date": {"document": "/r/@d", "patterns": ["%d.%m.%Y"]}},
  "attribution": "Bank", "terms_url": "https://bank.example/terms", "republication": false
})";

TEST(ParsePreset, ReadsEveryKey) {
  const auto preset = parse_preset(good, "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_EQ(preset->name, "bank");
  EXPECT_EQ(preset->title, "Bank");
  EXPECT_EQ(preset->url, "https://bank.example/{date:%Y}.xml");
  EXPECT_EQ(preset->fallback.instead_of, preset->url);
  EXPECT_EQ(preset->fallback.urls.size(), 1U);
  EXPECT_EQ(preset->time_zone, "Asia/Almaty");
  EXPECT_EQ(preset->every, std::chrono::hours(1));
  EXPECT_EQ(preset->timeout, std::chrono::seconds(5));
  EXPECT_EQ(preset->mapping.format, Format::xml);
  EXPECT_EQ(preset->mapping.base->text(), "KZT");
  EXPECT_FALSE(preset->republication);
}

constexpr std::string_view schedule = R"({
  "title": "Bank",
  "url": "https://bank.example/?key={key}",
  "request": {"method": "POST", "headers": {"X-Key": "{key}", "Accept": "text/xml"}, "body": "<ask/>"},
  "time_zone": "Europe/Berlin", "every": "15m", "every_outside": "2h",
  "windows": [{"days": "mon-fri", "from": "15:00", "until": "19:00"},
              {"days": ["sat", "sun-mon"], "from": "10:00", "until": "24:00"},
              {"from": "00:00", "until": "00:30"}],
  "calendar": {"days": "mon-fri", "holidays": ["target", "05-08"], "due": "16:30", "ahead_days": 1},
  "budget": {"requests": 1000, "per": "30d"},
  "off_by_default": "it is slow",
  "mapping": {"format": "xml", "rows": "/r/i", "code": "c", "rate": "v", "base": "EUR",
              "date": {"document": "/r/@d", "patterns": ["%d.%m.%Y"]}},
  "attribution": "Source: Bank", "attribution_required": true
})";

rates::Timestamp at(std::string_view text) { return *rates::parse_timestamp(text); }

TEST(ParsePreset, ReadsHowASourceIsAsked) {
  const auto preset = parse_preset(schedule, "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_EQ(preset->request.method, "POST");
  EXPECT_EQ(preset->request.body, "<ask/>");
  ASSERT_EQ(preset->request.headers.size(), 2U);
  EXPECT_EQ(preset->request.headers[1], std::pair(std::string("X-Key"), std::string("{key}")));
  EXPECT_TRUE(preset->needs_key);
  EXPECT_EQ(preset->every_outside, std::chrono::hours(2));
  ASSERT_EQ(preset->windows.size(), 3U);
  EXPECT_EQ(preset->windows[0].days.to_string(), "0111110");
  EXPECT_EQ(preset->windows[0].from, std::chrono::hours(15));
  EXPECT_EQ(preset->windows[1].days.to_string(), "1000011");
  EXPECT_EQ(preset->windows[1].until, std::chrono::hours(24));
  EXPECT_EQ(preset->windows[2].days.to_string(), "1111111");
  EXPECT_EQ(preset->budget->requests, 1000);
  EXPECT_EQ(preset->budget->per, std::chrono::days(30));
  EXPECT_EQ(preset->off_by_default, "it is slow");
  EXPECT_TRUE(preset->attribution_required);
}

TEST(ParsePreset, ReadsWhenASourcePublishes) {
  const auto preset = parse_preset(schedule, "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto& calendar = *preset->calendar;
  EXPECT_FALSE(calendar.is_closed(at("2026-05-07T12:00:00Z")));
  EXPECT_TRUE(calendar.is_closed(at("2026-05-08T12:00:00Z")));  // a holiday of every year
  EXPECT_TRUE(calendar.is_closed(at("2026-04-03T12:00:00Z")));  // Good Friday
  EXPECT_TRUE(calendar.is_closed(at("2026-05-09T12:00:00Z")));  // a Saturday
  // 16:30 in Berlin is 14:30 UTC in summer; what is out then is of the day after.
  EXPECT_EQ(rates::to_string(*calendar.due_by(at("2026-05-07T14:29:00Z"))), "2026-05-07");
  EXPECT_EQ(rates::to_string(*calendar.due_by(at("2026-05-07T14:31:00Z"))), "2026-05-08");
}

TEST(ParsePreset, ReadsTheWeekOfAMarket) {
  std::string text(schedule);
  const std::string_view from =
      R"("days": "mon-fri", "holidays": ["target", "05-08"], "due": "16:30", "ahead_days": 1)";
  text.replace(text.find(from), from.size(),
               R"("opens": "sun 17:00", "closes": "fri 17:00", "time_zone": "America/New_York")");
  const auto preset = parse_preset(text, "market");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_FALSE(preset->calendar->is_closed(at("2026-05-08T20:59:00Z")));
  EXPECT_TRUE(preset->calendar->is_closed(at("2026-05-08T21:01:00Z")));
  EXPECT_TRUE(preset->calendar->is_closed(at("2026-05-10T20:59:00Z")));
  EXPECT_FALSE(preset->calendar->is_closed(at("2026-05-10T21:01:00Z")));
}

TEST(ParsePreset, NeedsNoUrlForPushedBodies) {
  const auto preset =
      parse_preset(R"({"title": "Pushed", "mapping": {"format": "json", "rows": "/*",
      "pair": "/p", "rate": "/r", "date": {"row": "/d", "patterns": ["%Y-%m-%d"]}}})",
                   "pushed");
  ASSERT_TRUE(preset) << preset.error().detail;
  EXPECT_EQ(preset->url, "");
  EXPECT_FALSE(preset->needs_key);
}

struct BadCase {
  const char* name;
  const char* from;
  const char* to;
  const char* detail;
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadPreset : public testing::TestWithParam<BadCase> {};

/// `from` stands in one of the two presets above.
rates::Result<Preset> parse_changed(std::string_view from, std::string_view to) {
  std::string text(std::string_view(good).contains(from) ? good : schedule);
  const auto place = text.find(from);
  if (place == std::string::npos) throw std::runtime_error("nothing to replace");
  return parse_preset(text.replace(place, from.size(), to), "bank");
}

TEST_P(BadPreset, NamesThePlaceAndWhatWasExpected) {
  const auto preset = parse_changed(GetParam().from, GetParam().to);
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().detail, GetParam().detail);
}

const BadCase bad_cases[] = {
    {"UnknownKey", R"("timeout")", R"("time_out")",
     R"(preset bank: /time_out: unknown key; did you mean "timeout"?)"},
    {"UnknownKeyInside", R"("rate": "v")", R"("rate": "v", "raet": "v")",
     R"(preset bank: /mapping/raet: unknown key; did you mean "rate"?)"},
    {"MissingKey", R"("title": "Bank",)", "", "preset bank: /title: expected a string, got none"},
    {"WrongType", R"("title": "Bank")", R"("title": 7)",
     "preset bank: /title: expected a string, got 7"},
    {"OtherScheme", R"("https://bank.example/{date:%Y}.xml")", R"("file:///etc/passwd")",
     R"(preset bank: /url: expected http:// or https://, got "file:///etc/passwd")"},
    {"Duration", R"("1h")", R"("1 hour")",
     R"(preset bank: /every: expected a duration above zero like "15m", got "1 hour")"},
    {"Format", R"("xml", "rows")", R"("html", "rows")",
     R"(preset bank: /mapping/format: expected json or xml or csv, got "html")"},
    {"Base", R"("KZT")", R"("tenge")",
     R"(preset bank: /mapping/base: expected a currency code like "KZT", got "tenge")"},
    {"NoBase", R"("base": "KZT",)", "",
     "preset bank: /mapping/base: expected the currency that the rates are in"},
    {"CodeAndPair", R"("code": "c")", R"("code": "c", "pair": "p")",
     "preset bank: /mapping/code: expected either code or pair"},
    {"BuyWithoutSell", R"("rate": "v")", R"("buy": "v")",
     "preset bank: /mapping/rate: expected either rate, or buy and sell"},
    {"XPath", R"("/r/i")", R"("/r/[")",
     R"(preset bank: /mapping/rows: expected an XPath, got "/r/[": Unrecognized node test)"},
    {"RowsThatAreNoNodes", R"("/r/i")", R"j("count(/r)")j",
     R"j(preset bank: /mapping/rows: expected an XPath that finds nodes, got "count(/r)")j"},
    {"Pointer", R"("format": "xml")", R"("format": "json")",
     R"j(preset bank: /mapping/code: expected a JSON Pointer ("/rate"), got "c")j"},
    {"DatePattern", R"(%d.%m.%Y)", "%d.%q",
     "preset bank: /mapping/date/patterns: expected one of %d %m %b %Y %y %H %M %S %f %z %s %Q %*, "
     "got %q"},
    {"DateWithoutYear", R"(%d.%m.%Y)", "%d.%m",
     R"(preset bank: /mapping/date/patterns: expected a year, a month and a day, got "%d.%m")"},
    {"DateOfBoth", R"("document": "/r/@d")", R"("document": "/r/@d", "row": "d")",
     "preset bank: /mapping/date: expected either document or row"},
    {"NoUrlBesidePace", R"("url": "https://bank.example/{date:%Y}.xml",)", "",
     "preset bank: /url: expected a string, got none"},
    {"ConstantRows", R"("/r/i")", R"("=USD")",
     R"(preset bank: /mapping/rows: expected a place, got the constant "USD")"},
    {"EmptyConstant", R"("rate": "v")", R"("rate": "=")",
     "preset bank: /mapping/rate: expected a text after =, got none"},
    {"BaseAtBesidePair", R"("code": "c", "rate": "v", "base": "KZT")",
     R"("pair": "c", "rate": "v", "base_at": "/r/@b")",
     "preset bank: /mapping/base_at: expected base beside it"},
    {"Method", R"("POST")", R"("PUT")",
     R"(preset bank: /request/method: expected GET or POST, got "PUT")"},
    {"BodyWithoutPost", R"("method": "POST", )", "",
     R"(preset bank: /request/body: expected none without method "POST")"},
    {"HeaderOfNumbers", R"("text/xml"})", "7}",
     "preset bank: /request/headers/Accept: expected a string, got 7"},
    {"WindowsThatAreNoList",
     R"("windows": [{"days": "mon-fri", "from": "15:00", "until": "19:00"},)", R"("windows": [7,)",
     "preset bank: /windows/0: expected an object, got 7"},
    {"WindowWithoutOutside", R"("every_outside": "2h",)", "",
     "preset bank: /every_outside: expected a duration beside windows, got none"},
    {"OutsideMoreOften", R"("2h")", R"("5m")",
     "preset bank: /every_outside: expected at least every, 15m, got 5m"},
    {"DayName", R"("sun-mon")", R"("sun-monday")",
     R"(preset bank: /windows/1/days: expected days like "mon" or "mon-fri", got "sun-monday")"},
    {"WindowBackwards", R"("until": "19:00")", R"("until": "15:00")",
     "preset bank: /windows/0/until: expected a time after from"},
    {"TimeOfDay", R"("from": "15:00")", R"("from": "3pm")",
     R"(preset bank: /windows/0/from: expected a time of day like "16:30", got "3pm")"},
    {"Holiday", R"("05-08")", R"("8 May")",
     R"(preset bank: /calendar/holidays: expected "target" or a month and a day like "01-07", got "8 May")"},
    {"HolidayThatIsNoDay", R"("05-08")", R"("02-30")",
     R"(preset bank: /calendar/holidays: expected "target" or a month and a day like "01-07", got "02-30")"},
    {"NoDays", R"("days": "mon-fri", "holidays")", R"("days": [], "holidays")",
     "preset bank: /calendar/days: expected at least one day, got none"},
    {"WeekBesideDays", R"("due": "16:30")", R"("opens": "sun 17:00", "closes": "fri 17:00")",
     "preset bank: /calendar/days: expected none beside opens and closes"},
    {"OpensAlone", R"("due": "16:30")", R"("opens": "sun 17:00")",
     "preset bank: /calendar/opens: expected opens and closes together"},
    {"WeekTime", R"("due": "16:30")", R"("opens": "17:00", "closes": "fri 17:00")",
     R"(preset bank: /calendar/opens: expected a day and a time like "sun 17:00", got "17:00")"},
    {"Zone", R"("Europe/Berlin")", R"("Europe/Berlyn")",
     R"(preset bank: /time_zone: time zone "Europe/Berlyn": this system does not know it)"},
    {"CalendarZone", R"("due": "16:30")", R"("time_zone": "Europe/Berlyn")",
     R"(preset bank: /calendar: time zone "Europe/Berlyn": this system does not know it)"},
    {"BudgetOfHours", R"("30d")", R"("36h")",
     R"(preset bank: /budget/per: expected whole days like "30d")"},
    {"BudgetOfNothing", R"("requests": 1000)", R"("requests": 0)",
     "preset bank: /budget/requests: expected a whole number from 1 to 1000000, got 0"},
    {"CreditWithoutLine", R"("attribution": "Source: Bank", )", "",
     "preset bank: /attribution: expected a credit line: attribution_required asks for it"},
    {"BrokenJson", R"("title": "Bank",)", R"("title" "Bank",)",
     "preset bank: broken JSON: parse error at line 3, column 16: syntax error while parsing "
     "object separator - "
     "unexpected string literal; expected ':'"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadPreset, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ParsePreset, SurvivesAnythingElse) {
  for (const char* text :
       {"", "[]", "7", "null", "{}", R"({"mapping": []})", R"({"title": null})"}) {
    EXPECT_FALSE(parse_preset(text, "bank")) << text;
  }
}

}  // namespace
}  // namespace tickerd::feeds
