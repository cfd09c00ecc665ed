#include "feeds/polled_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"
#include "integration/feeds/running_feed.hpp"
#include "support/scripted_source.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

using namespace std::chrono_literals;
using rates::Errc;
using test::Answer;
using test::payload;
using test::RunningFeed;
using test::saying;
using test::ScriptedSource;
using testing::HasSubstr;
using State = FeedHealth::State;

FeedSpec polled(std::string_view preset, std::string url, std::chrono::milliseconds every = 40ms) {
  PolledSpec spec{*find_preset(preset), false};
  spec.preset.url = std::move(url);
  ask_at_any_hour(spec.preset, every);
  spec.preset.timeout = 400ms;
  return {"bank", std::move(spec)};
}

/// `answer` after one more thing is said of it.
template <class Value>
Answer with(Answer answer, Value Answer::* member, Value value) {
  answer.*member = std::move(value);
  return answer;
}

Answer asked_to_wait() {
  auto answer = saying("", 429);
  answer.headers.emplace_back("Retry-After", "2");
  return answer;
}

std::string daily_table() { return payload("nbkr/daily_2026-05-24.xml"); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(PolledFeed, PublishesTheFirstTableAtOnce) {
  ScriptedSource source;
  source.set("/", saying(daily_table()));
  RunningFeed feed(polled("nbkr", source.url("/"), 1h));
  ASSERT_TRUE(feed.until([&] { return !feed.updates.empty(); }, 3s)) << feed.error();
  EXPECT_EQ(feed.updates[0].feed, "bank");
  EXPECT_EQ(feed.updates[0].quotes.size(), 5U);
  EXPECT_EQ(feed.health().state, State::ok);
  EXPECT_EQ(feed.health().received_bytes, daily_table().size());
  EXPECT_EQ(feed.health().last_success, feed.clock.now());
  ASSERT_TRUE(
      feed.until([&] { return feed.health().next_attempt > feed.clock.now() + 50min; }, 1s));
}

TEST(PolledFeed, ReadsTheSameBytesOnce) {
  ScriptedSource source;
  source.set("/", saying(daily_table()));
  RunningFeed feed(polled("nbkr", source.url("/")));
  ASSERT_TRUE(feed.attempted(4)) << feed.error();
  EXPECT_EQ(feed.updates.size(), 1U);
  EXPECT_GE(feed.health().unchanged, 3U);
}

TEST(PolledFeed, AsksForChangesOnly) {
  ScriptedSource source;
  source.set("/", with(with(saying(daily_table()), &Answer::etag, std::string("W/\"530-1\"")),
                       &Answer::last_modified, std::string("Sat, 23 May 2026 10:20:45 GMT")));
  RunningFeed feed(polled("nbkr", source.url("/")));
  ASSERT_TRUE(feed.attempted(3)) << feed.error();
  EXPECT_EQ(source.last("/").header("If-None-Match"), "W/\"530-1\"");
  EXPECT_EQ(source.last("/").header("If-Modified-Since"), "Sat, 23 May 2026 10:20:45 GMT");
  EXPECT_EQ(feed.updates.size(), 1U);
  EXPECT_EQ(feed.health().received_bytes, daily_table().size());
  EXPECT_EQ(feed.health().state, State::ok);
}

struct FailureCase {
  const char* name;
  Answer answer;
  Errc code;
  const char* detail;
};

void PrintTo(const FailureCase& row, std::ostream* out) { *out << row.name; }

class FailedPoll : public testing::TestWithParam<FailureCase> {};

TEST_P(FailedPoll, IsToldAndLeavesTheLastTable) {
  ScriptedSource source;
  source.set("/", saying(daily_table()));
  RunningFeed feed(polled("nbkr", source.url("/")));
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 1; })) << feed.error();
  const auto last_success = feed.health().last_success;
  feed.clock.advance(1s);
  source.set("/", GetParam().answer);
  ASSERT_TRUE(feed.until([&] { return feed.health().failures_in_a_row >= 2; })) << feed.error();
  EXPECT_EQ(feed.health().state, State::failing);
  EXPECT_EQ(feed.health().last_error->code, GetParam().code) << feed.error();
  EXPECT_THAT(feed.error(), HasSubstr(GetParam().detail));
  EXPECT_EQ(feed.updates.size(), 1U);
  EXPECT_GE(feed.health().last_success, last_success);

  source.set("/", saying(replaced(daily_table(), "24.05.2026", "25.05.2026")));
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 2; })) << feed.error();
  EXPECT_EQ(feed.health().state, State::ok);
  EXPECT_EQ(feed.error(), "none");
}

const FailureCase failure_cases[] = {
    {"Status500", saying("oops", 500), Errc::http_status,
     ": expected status 200, got 500 with text \"oops\""},
    {"Status404", saying("", 404), Errc::http_status,
     "expected status 200, got 404 with an empty body"},
    {"UnaskedNotModified", saying("", 304), Errc::http_status, "expected status 200, got 304"},
    {"NoContent", saying("", 204), Errc::bad_document, "got an empty body"},
    {"HtmlWith200", saying("<html><head><title>Captive portal</title></head></html>"),
     Errc::bad_document,
     "bank: expected XML with /CurrencyRates/Currency, got an HTML page titled \"Captive portal\""},
    {"EmptyArray", saying("[]"), Errc::bad_document, "got JSON []"},
    {"JsonError", saying("{\"code\":500,\"message\":\"no\"}"), Errc::bad_document,
     "got JSON error {\"code\":500"},
    {"CutOff",
     with(saying(payload("nbkr/daily_2026-05-24.xml")), &Answer::missing, std::size_t{100}),
     Errc::bad_document, ""},
    {"CutOffButComplete", saying(payload("nbkr/daily_2026-05-24.xml").substr(0, 300)),
     Errc::bad_document, "got broken XML"},
    {"Hangs", with(saying(""), &Answer::hang, true), Errc::timeout, ""},
    {"DripsTooSlowly",
     with(saying(payload("nbkr/daily_2026-05-24.xml")), &Answer::byte_delay,
          std::chrono::milliseconds(20)),
     Errc::timeout, ""},
    {"Resets", with(saying(""), &Answer::reset, true), Errc::unreachable, ""},
};
INSTANTIATE_TEST_SUITE_P(Table, FailedPoll, testing::ValuesIn(failure_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PolledFeed, TellsARefusedConnection) {
  auto source = std::make_unique<ScriptedSource>();
  const auto url = source->url("/");
  source.reset();
  RunningFeed feed(polled("nbkr", url));
  ASSERT_TRUE(feed.attempted(2));
  EXPECT_EQ(feed.health().last_error->code, Errc::unreachable) << feed.error();
  EXPECT_EQ(feed.health().failures.at(Errc::unreachable), 2U);
  EXPECT_FALSE(feed.health().last_success);
}

TEST(PolledFeed, WaitsAsLongAsTheSourceAsks) {
  ScriptedSource source;
  source.set("/", asked_to_wait());
  RunningFeed feed(polled("nbkr", source.url("/")));
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_FALSE(feed.until([&] { return source.requests("/") > 1; }, 1200ms));
  source.set("/", saying(daily_table()));
  EXPECT_TRUE(feed.until([&] { return feed.updates.size() == 1; }, 5s));
}

TEST(PolledFeed, AsksTheNextUrlWhenTheDayHasNoFile) {
  ScriptedSource source;
  auto spec = polled("nbkr", source.url("/{date:%Y-%m-%d}.xml"));
  auto& preset = std::get<PolledSpec>(spec.source).preset;
  preset.fallback = {preset.url, {source.url("/{date-1:%Y-%m-%d}.xml")}};
  source.set("/2026-05-23.xml", saying(daily_table()));
  RunningFeed feed(spec, "2026-05-23T18:30:00Z");  // the 24th in Bishkek
  ASSERT_TRUE(feed.until([&] { return feed.updates.size() == 1; })) << feed.error();
  EXPECT_GE(source.requests("/2026-05-24.xml"), 1);
  EXPECT_EQ(feed.health().state, State::ok);
  EXPECT_TRUE(feed.health().failures.empty());
}

TEST(PolledFeed, TellsMoreThanAMissingDay) {
  ScriptedSource source;
  auto spec = polled("nbkr", source.url("/today"));
  auto& preset = std::get<PolledSpec>(spec.source).preset;
  preset.fallback = {preset.url, {source.url("/broken"), source.url("/none")}};
  source.set("/broken", saying("", 500));
  RunningFeed feed(spec);
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_THAT(feed.error(), HasSubstr("got 500"));
  EXPECT_EQ(source.requests("/none"), source.requests("/broken"));
}

TEST(PolledFeed, LeavesThePresetsOtherUrlsAloneWhenItIsGivenOne) {
  ScriptedSource source;
  auto spec = polled("nbkr", source.url("/ours"));
  std::get<PolledSpec>(spec.source).preset.fallback = {source.url("/theirs"),
                                                       {source.url("/other")}};
  RunningFeed feed(spec);
  ASSERT_TRUE(feed.attempted(2));
  EXPECT_EQ(source.requests("/other"), 0);
  EXPECT_EQ(source.requests("/theirs"), 0);
}

TEST(PolledFeed, IsWellWithABadRow) {
  ScriptedSource source;
  source.set("/", saying(replaced(daily_table(), "101,5076", "n/a")));
  RunningFeed feed(polled("nbkr", source.url("/")));
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_EQ(feed.health().state, State::ok);
  ASSERT_EQ(feed.health().row_problems.size(), 1U);
  EXPECT_EQ(feed.health().row_problems[0].where, "/CurrencyRates/Currency[2] (EUR)");
  EXPECT_EQ(feed.updates.at(0).quotes.size(), 4U);
}

TEST(PolledFeed, TakesADayWithoutPublicationForSuccess) {
  ScriptedSource source;
  source.set("/", saying("[]"));
  RunningFeed feed(polled("cbu", source.url("/")));
  feed.quiet = 1;
  ASSERT_TRUE(feed.attempted(2)) << feed.error();
  EXPECT_EQ(feed.health().state, State::ok);
  EXPECT_TRUE(feed.updates.empty());
}

}  // namespace
}  // namespace tickerd::feeds
