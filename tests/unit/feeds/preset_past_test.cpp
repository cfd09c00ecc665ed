#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/preset.hpp"
#include "feeds/preset_text.hpp"
#include "feeds/presets.hpp"
#include "feeds/source_request.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view bank = R"({
  "title": "Bank",
  "url": "https://bank.example/now.xml",
  "backfill": {"url": "https://bank.example/{date:%Y-%m-%d}.xml?k={key}", "pause": "3s"},
  "mapping": {"format": "xml", "rows": "/r/i", "code": "c", "rate": "v", "base": "KZT",
              "date": {"document": "/r/@d", "patterns": ["%d.%m.%Y"]}}
})";

rates::Result<Preset> parse_changed(std::string_view from, std::string_view to) {
  std::string text(bank);
  const auto place = text.find(from);
  if (place == std::string::npos) throw std::runtime_error("nothing to replace");
  return parse_preset(text.replace(place, from.size(), to), "bank");
}

TEST(PresetPast, IsReadWithItsPause) {
  const auto preset = parse_preset(bank, "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  ASSERT_TRUE(preset->past);
  EXPECT_EQ(preset->past->url, "https://bank.example/{date:%Y-%m-%d}.xml?k={key}");
  EXPECT_EQ(preset->past->pause, 3s);
  EXPECT_TRUE(preset->needs_key) << "the past needs it";
  EXPECT_EQ(parse_changed(R"(, "pause": "3s")", "")->past->pause, 2s);
  EXPECT_FALSE(
      parse_changed(
          R"("backfill": {"url": "https://bank.example/{date:%Y-%m-%d}.xml?k={key}", "pause": "3s"},)",
          "")
          ->past);
}

struct BadCase {
  const char* name;
  const char* from;
  const char* to;
  const char* detail;
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadPast : public testing::TestWithParam<BadCase> {};

TEST_P(BadPast, NamesThePlaceAndWhatWasExpected) {
  const auto preset = parse_changed(GetParam().from, GetParam().to);
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().detail, GetParam().detail);
}

constexpr const char* of_bank = R"({"url": "https://bank.example/{date:%Y-%m-%d}.xml?k={key}")";

const BadCase bad_cases[] = {
    {"NoObject",
     R"("backfill": {"url": "https://bank.example/{date:%Y-%m-%d}.xml?k={key}", "pause": "3s"})",
     R"("backfill": true)", "preset bank: /backfill: expected an object, got true"},
    {"NoUrl", of_bank, R"({"ulr": "https://bank.example/")",
     "preset bank: /backfill/url: expected a string, got none"},
    {"UnknownKey", R"("pause")", R"("puase")",
     R"(preset bank: /backfill/puase: unknown key; did you mean "pause"?)"},
    {"OtherScheme", of_bank, R"({"url": "ftp://bank.example/{date:%Y}")",
     R"(preset bank: /backfill/url: expected http:// or https://, got "ftp://bank.example/{date:%Y}")"},
    {"Placeholder", "{date:%Y-%m-%d}", "{day}",
     "preset bank: /backfill/url: url: expected {date:%Y-%m-%d}, {date-1:...} or {key}, got "
     R"("{day}")"},
    {"DateFormat", "{date:%Y-%m-%d}", "{date:%H}",
     "preset bank: /backfill/url: expected %d %m %Y or %y, got %H"},
    {"TooFast", R"("3s")", R"("999ms")",
     "preset bank: /backfill/pause: expected 1s to 1h, got 999ms"},
    {"TooSlow", R"("3s")", R"("2h")", "preset bank: /backfill/pause: expected 1s to 1h, got 2h"},
    {"OfPushedBodies", R"("url": "https://bank.example/now.xml",)", "",
     "preset bank: /url: expected a string, got none"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadPast, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PresetPast, OfAnotherAddressIsThatOfItsDaysOrNone) {
  const auto asked_at = [](std::string url) {
    auto preset = *find_preset("cbu");
    ask_at(preset, std::move(url));
    return preset;
  };
  EXPECT_FALSE(asked_at("http://127.0.0.1/latest.json").past) << "a mirror may not have the past";
  const auto mirror = asked_at("http://127.0.0.1/{date:%Y-%m-%d}.json?k={key}");
  EXPECT_EQ(mirror.past->url, "http://127.0.0.1/{date:%Y-%m-%d}.json?k={key}");
  EXPECT_TRUE(mirror.needs_key);
  const auto own = find_preset("cbu");
  EXPECT_EQ(asked_at(own->url).past->url, own->past->url);
  auto none = *find_preset("nbkr");
  ask_at(none, "http://127.0.0.1/{date:%Y}.xml");
  EXPECT_FALSE(none.past) << "it is not known how its past is asked for";
}

TEST(PresetPast, IsSaidByTheCheck) {
  const auto text = preset_text(*parse_preset(bank, "bank"), rates::Timestamp());
  EXPECT_THAT(text, HasSubstr("past      https://bank.example/1970-01-01.xml?k={key}, for each "
                              "day, 3s apart at least\n"));
  EXPECT_THAT(preset_text(*find_preset("ecb"), rates::Timestamp()),
              HasSubstr("eurofxref-hist-90d.xml, for many days at once, 2s apart at least\n"));
  EXPECT_THAT(preset_text(*find_preset("bnr"), rates::Timestamp()),
              HasSubstr("nbrfxrates1970.xml, for many days at once"));
  EXPECT_THAT(preset_text(*find_preset("nbkr"), rates::Timestamp()), Not(HasSubstr("past   ")));
}

TEST(PresetPast, OfOurPresetsIsThatOfThoseWhoseSourcesOfferIt) {
  std::set<std::string> with_past;
  const auto day = *rates::parse_date("2026-04-02");
  for (const auto& name : preset_names()) {
    const auto preset = find_preset(name);
    ASSERT_TRUE(preset) << preset.error().detail;
    if (!preset->past) continue;
    with_past.emplace(name);
    const auto request = source_request(*preset, preset->past->url, day, "");
    ASSERT_TRUE(request) << name;
    EXPECT_TRUE(request->http.url.starts_with("https://")) << name;
    EXPECT_FALSE(preset->mapping.behind_newest) << name << ": its past would be left out";
  }
  EXPECT_THAT(with_past,
              testing::ElementsAre("bnm", "bnr", "cbar", "cbr", "cbt", "cbu", "cnb", "currency-api",
                                   "ecb", "nbg", "nbk", "nbp", "nbt", "nbu", "tcmb"));
}

TEST(PresetPast, IsAskedForByTheDay) {
  const auto asked = [](std::string_view name) {
    const auto preset = *find_preset(name);
    return source_request(preset, preset.past->url, *rates::parse_date("2028-02-29"), "")->http.url;
  };
  EXPECT_EQ(asked("nbk"), "https://nationalbank.kz/rss/get_rates.cfm?fdate=29.02.2028");
  EXPECT_EQ(asked("cbu"), "https://cbu.uz/en/arkhiv-kursov-valyut/json/all/2028-02-29/");
  EXPECT_EQ(asked("cbt"), "https://cbt.tm/kurs/2028/29022028.xml");
  EXPECT_EQ(asked("cbr"), "https://www.cbr.ru/scripts/XML_daily.asp?date_req=29/02/2028");
  EXPECT_EQ(asked("tcmb"), "https://www.tcmb.gov.tr/kurlar/202802/29022028.xml");
  EXPECT_EQ(asked("nbp"),
            "https://api.nbp.pl/api/exchangerates/tables/A/2028-02-29/2028-02-29/?format=json");
}

}  // namespace
}  // namespace tickerd::feeds
