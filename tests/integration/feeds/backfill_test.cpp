#include "feeds/backfill.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/polled_feed.hpp"
#include "feeds/presets.hpp"
#include "integration/feeds/running_backfill.hpp"
#include "integration/feeds/running_feed.hpp"
#include "support/scripted_source.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Errc;
using test::Answer;
using test::RunningBackfill;
using test::saying;
using test::ScriptedSource;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Progress = BackfillProgress::State;
using Texts = std::vector<std::string>;

rates::Date date(std::string_view text) { return rates::parse_date(text).value(); }

/// A bank that answers /past/DATE, from Monday to Friday. Its today is Wednesday 20 May 2026.
PolledSpec bank(const ScriptedSource& source, std::string_view past = "/past/{date:%Y-%m-%d}") {
  PolledSpec spec{.preset = *find_preset("currency-api")};
  spec.preset.calendar = find_preset("nbk")->calendar;
  spec.preset.mapping.no_news = "";
  spec.preset.past = PastForm{.url = source.url(past), .pause = 20ms};
  spec.preset.timeout = 400ms;
  return spec;
}

const std::set<rates::Date> today{date("2026-05-20")};

Answer table(std::string_view day, std::string_view kzt = "470") {
  Answer answer;
  answer.body = fmt::format(R"({{"date": "{}", "usd": {{"kzt": {}}}}})", day, kzt);
  return answer;
}

void answer_days(ScriptedSource& source, std::initializer_list<const char*> days) {
  for (const char* day : days) source.set(std::string("/past/") + day, table(day));
}

Texts dates_of(const std::vector<rates::FeedUpdate>& updates) {
  Texts dates;
  for (const auto& update : updates) dates.push_back(update.quotes.front().as_of.text());
  return dates;
}

TEST(Backfill, LoadsTheMissingDaysNewestFirstAndSaysSo) {
  ScriptedSource source;
  answer_days(source, {"2026-05-19", "2026-05-18", "2026-05-15", "2026-05-14", "2026-05-13",
                       "2026-05-16", "2026-05-17"});
  RunningBackfill backfill(bank(source), 7, today);
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_THAT(dates_of(backfill.updates),
              ElementsAre("2026-05-19", "2026-05-18", "2026-05-15", "2026-05-14", "2026-05-13"));
  EXPECT_EQ(backfill.updates.front().feed, "bank");
  EXPECT_EQ(source.requests("/past/2026-05-16"), 0) << "a Saturday";
  EXPECT_EQ(source.connections(), 1);
  EXPECT_THAT(backfill.log.lines,
              ElementsAre("backfill_started feed=bank days=5 from=2026-05-13 to=2026-05-19",
                          "backfill_done feed=bank done=5 of=5 values=5 from=2026-05-13 "
                          "to=2026-05-19"));
}

TEST(Backfill, AsksForNothingThatIsHeld) {
  ScriptedSource source;
  answer_days(source, {"2026-05-18"});
  RunningBackfill backfill(bank(source), 5,
                           {date("2026-05-20"), date("2026-05-19"), date("2026-05-15")});
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_THAT(dates_of(backfill.updates), ElementsAre("2026-05-18"));
  RunningBackfill whole(bank(source), 2,
                        {date("2026-05-20"), date("2026-05-19"), date("2026-05-18")});
  ASSERT_TRUE(whole.until(Progress::done));
  EXPECT_EQ(whole.progress().of, 0);
  EXPECT_THAT(whole.log.lines, IsEmpty());
}

TEST(Backfill, WaitsForTheFeedAndKeepsItsPause) {
  ScriptedSource source;
  answer_days(source, {"2026-05-19", "2026-05-18", "2026-05-15"});
  auto spec = bank(source);
  spec.preset.past->pause = 300ms;
  RunningBackfill backfill(spec, 5, today);
  backfill.may_ask = false;
  EXPECT_FALSE(backfill.until([&] { return source.connections() > 0; }, 500ms));
  EXPECT_EQ(backfill.progress().state, Progress::waiting);
  backfill.may_ask = true;
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 900ms) << "three pauses";
}

TEST(Backfill, ADayWithoutAValueIsNoFailureAndNotAskedAgain) {
  ScriptedSource source;
  answer_days(source, {"2026-05-15"});
  source.set("/past/2026-05-19", saying("[]"));  // 18 May: 404
  RunningBackfill backfill(bank(source), 5, today);
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_EQ(source.requests("/past/2026-05-19"), 1);
  EXPECT_EQ(source.requests("/past/2026-05-18"), 1);
  EXPECT_EQ(backfill.progress().done, 3);
  EXPECT_EQ(backfill.progress().values, 1);
  EXPECT_FALSE(backfill.progress().last_error);
}

TEST(Backfill, TakesAValueUnderItsOwnDate) {
  ScriptedSource source;
  source.set("/past/2026-05-19", table("2026-05-15"));
  answer_days(source, {"2026-05-14"});
  RunningBackfill backfill(bank(source), 6, today);
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_THAT(dates_of(backfill.updates), ElementsAre("2026-05-15", "2026-05-14"));
  EXPECT_EQ(source.requests("/past/2026-05-18"), 0) << "there is none between";
  EXPECT_EQ(source.requests("/past/2026-05-15"), 0) << "it is held";
}

TEST(Backfill, AsksOnceForADocumentOfManyDays) {
  ScriptedSource source;
  auto spec = bank(source, "/series");
  spec.preset.mapping.rows = "/*";
  spec.preset.mapping.code = "/c";
  spec.preset.mapping.rate = "/v";
  spec.preset.mapping.date = {.at = "/d", .of_row = true, .patterns = {"%Y-%m-%d"}};
  source.set("/series", saying(R"([{"c": "kzt", "v": 3, "d": "2026-05-19"},
                                   {"c": "kzt", "v": 2, "d": "2026-05-18"},
                                   {"c": "kzt", "v": 1, "d": "2026-05-13"}])"));
  RunningBackfill backfill(spec, 7, today);
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_EQ(source.requests("/series"), 1);
  EXPECT_EQ(backfill.updates.size(), 1U);
  EXPECT_EQ(backfill.progress().of, 5);
  EXPECT_EQ(backfill.progress().values, 3);
}

TEST(Backfill, GoesOnAfterFailuresAndComesBackToTheDay) {
  ScriptedSource source;
  answer_days(source, {"2026-05-18", "2026-05-15"});
  source.set("/past/2026-05-19", saying("<html>maintenance</html>", 503));
  RunningBackfill backfill(bank(source), 5, today);
  ASSERT_TRUE(backfill.until([&] { return source.requests("/past/2026-05-15") > 0; }));
  answer_days(source, {"2026-05-19"});
  ASSERT_TRUE(backfill.until(Progress::done));
  EXPECT_EQ(backfill.progress().values, 3);
  EXPECT_THAT(backfill.log.of("backfill_gave_up"), IsEmpty());
}

TEST(Backfill, GivesUpADayThatFailsAgainAndAgain) {
  ScriptedSource source;
  answer_days(source, {"2026-05-18", "2026-05-15"});
  source.set("/past/2026-05-19", saying("<html>maintenance</html>"));
  RunningBackfill backfill(bank(source), 5, today);
  ASSERT_TRUE(backfill.until(Progress::gave_up));
  EXPECT_EQ(source.requests("/past/2026-05-19"), 3);
  EXPECT_EQ(backfill.progress().done, 2);
  EXPECT_THAT(backfill.log.of("backfill_gave_up"),
              ElementsAre(HasSubstr("done=2 of=3 values=2 from=2026-05-15 to=2026-05-19 "
                                    "code=bad_document detail=")));
}

TEST(Backfill, GivesUpASourceThatFailsAlways) {
  ScriptedSource source;
  Answer wait = saying("", 429);
  wait.headers.emplace_back("Retry-After", "0");
  for (int day = 10; day < 20; ++day) source.set(fmt::format("/past/2026-05-{}", day), wait);
  RunningBackfill backfill(bank(source), 10, today);
  ASSERT_TRUE(backfill.until(Progress::gave_up));
  int requests = 0;
  for (int day = 10; day < 20; ++day)
    requests += source.requests(fmt::format("/past/2026-05-{}", day));
  EXPECT_EQ(requests, 5);
  EXPECT_EQ(backfill.log.of("backfill_gave_up").size(), 1U);
  EXPECT_EQ(backfill.progress().last_error->code, Errc::http_status);
}

TEST(Backfill, WaitsAsLongAsTheSourceAsks) {
  ScriptedSource source;
  Answer wait = saying("", 429);
  wait.headers.emplace_back("Retry-After", "1");
  source.set("/past/2026-05-19", wait);
  answer_days(source, {"2026-05-18", "2026-05-15"});
  RunningBackfill backfill(bank(source), 5, today);
  ASSERT_TRUE(backfill.until([&] { return source.requests("/past/2026-05-19") > 0; }));
  EXPECT_FALSE(backfill.until([&] { return source.requests("/past/2026-05-18") > 0; }, 700ms));
}

TEST(Backfill, EndsWhenTheBudgetRefuses) {
  ScriptedSource source;
  answer_days(source, {"2026-05-19", "2026-05-18", "2026-05-15"});
  RunningBackfill backfill(bank(source), 5, today);
  int left = 2;
  backfill.permit = [&left]() -> rates::Result<void> {
    if (left-- > 0) return {};
    return rates::fail(Errc::refused, "none is left");
  };
  ASSERT_TRUE(backfill.until(Progress::gave_up));
  EXPECT_THAT(dates_of(backfill.updates), ElementsAre("2026-05-19", "2026-05-18"));
  EXPECT_EQ(source.requests("/past/2026-05-15"), 0);
  EXPECT_EQ(backfill.progress().last_error->code, Errc::refused);
}

TEST(Backfill, KeepsTheKeyAndTheRulesOfTheFeed) {
  ScriptedSource source;
  auto spec = bank(source, "/past/{date:%d}?k={key}");
  spec.key = "0123456789abcdef";
  source.set("/past/19", saying(R"({"error": "no such key 0123456789abcdef"})"));
  RunningBackfill backfill(spec, 1, today);
  ASSERT_TRUE(backfill.until(Progress::gave_up));
  EXPECT_EQ(source.last("/past/19").target, "/past/19?k=0123456789abcdef");
  for (const auto& line : backfill.log.lines) EXPECT_THAT(line, testing::Not(HasSubstr(spec.key)));

  auto named = bank(source);
  named.preset.past->url = source.url_for("localhost", "/past/{date:%d}");
  RunningBackfill refused(named, 1, today);
  ASSERT_TRUE(refused.until(Progress::gave_up));
  EXPECT_EQ(refused.progress().last_error->code, Errc::refused) << "a name of a private address";
  named.allow_private = true;
  source.set("/past/19", table("2026-05-19"));
  RunningBackfill allowed(named, 1, today);
  ASSERT_TRUE(allowed.until(Progress::done));
}

TEST(Backfill, TheBudgetIsSharedWithThePolls) {
  ScriptedSource source;
  source.set("/", table("2026-05-20"));
  auto spec = bank(source);
  spec.preset.url = source.url("/");
  ask_at_any_hour(spec.preset, 1h);
  spec.preset.budget = Budget{.requests = 20, .per = std::chrono::days(1)};
  test::RunningFeed running({"bank", spec}, "2026-05-20T06:00:00Z");
  ASSERT_TRUE(running.attempted(1)) << running.error();
  auto& feed = dynamic_cast<PolledFeed&>(running.feed());
  EXPECT_FALSE(feed.is_asking());
  // A poll in 72 minutes at most: sixteen to come, one was made, three are left.
  for (int request = 0; request < 3; ++request) EXPECT_TRUE(feed.permit_beside_polls());
  const auto refused = feed.permit_beside_polls();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::refused);
  EXPECT_EQ(refused.error().detail,
            "the request budget, 20 in 1d, leaves none beside the polls until "
            "2026-05-21T00:00:00.000Z");
  EXPECT_EQ(running.health().budget->used, 4);
}

}  // namespace
}  // namespace tickerd::feeds
