#include <algorithm>

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
using test::ScriptedSource;
using testing::HasSubstr;
using testing::Not;

constexpr const char* key = "0123456789abcdef";

PolledSpec nbkr(const ScriptedSource& source, std::string_view path) {
  PolledSpec spec{.preset = *find_preset("nbkr")};
  spec.preset.url = source.url(path);
  ask_at_any_hour(spec.preset, 40ms);
  spec.preset.timeout = 400ms;
  return spec;
}

Answer daily() {
  Answer answer;
  answer.body = payload("nbkr/daily_2026-05-24.xml");
  return answer;
}

TEST(PolitePolling, KeepsOneConnectionAlive) {
  ScriptedSource source;
  source.set("/", daily());
  RunningFeed feed({"bank", nbkr(source, "/")});
  ASSERT_TRUE(feed.attempted(4)) << feed.error();
  EXPECT_EQ(source.connections(), 1);
}

TEST(PolitePolling, SendsTheRequestFormWithTheKey) {
  ScriptedSource source;
  source.set("/soap", daily());
  auto spec = nbkr(source, "/soap?app_id={key}");
  spec.key = key;
  spec.preset.request = {.method = "POST",
                         .headers = {{"SOAPAction", "latest"}, {"Authorization", "Token {key}"}},
                         .body = "<key>{key}</key>"};
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.attempted(2)) << feed.error();
  EXPECT_EQ(feed.updates.size(), 1U);
  const auto asked = source.last("/soap");
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.target, "/soap?app_id=0123456789abcdef");
  EXPECT_EQ(asked.body, "<key>0123456789abcdef</key>");
  EXPECT_EQ(asked.header("SOAPAction"), "latest");
  EXPECT_EQ(asked.header("Authorization"), "Token 0123456789abcdef");
}

TEST(PolitePolling, DoesNotAskForChangesByPost) {
  ScriptedSource source;
  auto answer = daily();
  answer.etag = "\"1\"";
  source.set("/", answer);
  auto spec = nbkr(source, "/");
  spec.preset.request.method = "POST";
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.attempted(3)) << feed.error();
  EXPECT_EQ(source.last("/").header("If-None-Match"), "");
  EXPECT_GE(feed.health().unchanged, 2U);
}

TEST(PolitePolling, NeverShowsTheKey) {
  ScriptedSource source;
  Answer echo;
  echo.status = 401;
  echo.body = R"({"error":true,"message":"no such app_id 0123456789abcdef"})";
  echo.headers = {{"X-Asked", "/latest?app_id=0123456789abcdef"}};
  source.set("/latest", echo);
  auto spec = nbkr(source, "/latest?app_id={key}");
  spec.key = key;
  std::vector<ReceivedAnswer> answers;
  RunningFeed feed({"bank", spec}, "2026-05-24T06:00:00Z", std::nullopt,
                   [&](const ReceivedAnswer& answer) { answers.push_back(answer); });
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_THAT(feed.error(), HasSubstr("no such app_id {key}"));
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(answers[0].url, source.url("/latest?app_id={key}"));
  EXPECT_THAT(answers[0].body, Not(HasSubstr(key)));
  for (const auto& [name, value] : answers[0].headers) EXPECT_THAT(value, Not(HasSubstr(key)));
}

TEST(PolitePolling, HandsOnEveryCompleteAnswer) {
  ScriptedSource source;
  auto good = daily();
  good.etag = "\"1\"";
  source.set("/", good);
  std::vector<ReceivedAnswer> answers;
  RunningFeed feed({"bank", nbkr(source, "/")}, "2026-05-24T06:00:00Z", std::nullopt,
                   [&](const ReceivedAnswer& answer) { answers.push_back(answer); });
  ASSERT_TRUE(feed.attempted(2)) << feed.error();
  Answer broken;
  broken.status = 503;
  broken.body = "<html>";
  source.set("/", broken);
  ASSERT_TRUE(feed.until([&] { return feed.health().failures_in_a_row > 0; }));
  const auto has = [&](int status, const std::string& body) {
    return std::ranges::any_of(answers, [&](const ReceivedAnswer& answer) {
      return answer.status == status && answer.body == body && answer.feed == "bank" &&
             answer.url == source.url("/");
    });
  };
  EXPECT_TRUE(has(200, good.body));
  EXPECT_TRUE(has(304, ""));
  EXPECT_TRUE(has(503, "<html>"));
}

TEST(PolitePolling, MakesNoMoreRequestsThanItsBudget) {
  ScriptedSource source;
  auto spec = nbkr(source, "/");
  spec.preset.fallback = {spec.preset.url, {source.url("/other")}};
  spec.preset.budget = Budget{.requests = 5, .per = std::chrono::days(1)};
  // Failures are tried again soon, each with its fallback, until nothing is left.
  {
    RunningFeed feed({"bank", spec});
    ASSERT_TRUE(feed.attempted(3)) << feed.error();
    EXPECT_FALSE(feed.until([&] { return feed.health().attempts > 3; }, 300ms));
    EXPECT_EQ(source.requests("/") + source.requests("/other"), 5);
    EXPECT_EQ(feed.health().budget->limit, 5);
    EXPECT_EQ(feed.health().budget->used, 5);
    EXPECT_EQ(rates::to_string(feed.health().budget->resets_at), "2026-05-25T00:00:00.000Z");
    EXPECT_GT(feed.health().next_attempt, feed.clock.now() + 4h);
  }
  const auto before = source.requests("/other");
  spec.preset.budget->requests = 1;
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_EQ(source.requests("/other"), before) << "there was nothing left for it";
  EXPECT_EQ(feed.health().last_error->code, Errc::http_status);
  EXPECT_EQ(feed.health().budget->used, 1);
}

TEST(PolitePolling, CountsRedirectsAgainstTheBudget) {
  ScriptedSource source;
  source.set("/", test::redirect("/there"));
  source.set("/there", daily());
  auto spec = nbkr(source, "/");
  spec.preset.budget = Budget{.requests = 1, .per = std::chrono::days(1)};
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.attempted(1));
  EXPECT_EQ(source.requests("/there"), 0);
  EXPECT_EQ(feed.health().last_error->code, Errc::refused);
  EXPECT_THAT(feed.error(), HasSubstr("the request budget, 1 in 1d, is used up until 2026-05-25"));

  spec.preset.budget->requests = 2;
  RunningFeed richer({"bank", spec});
  ASSERT_TRUE(richer.attempted(1));
  EXPECT_EQ(richer.updates.size(), 1U) << richer.error();
  EXPECT_EQ(richer.health().budget->used, 2);
}

TEST(PolitePolling, SaysThatTheBudgetIsUsedUpWhenNothingElseIsWrong) {
  ScriptedSource source;
  source.set("/", daily());
  auto spec = nbkr(source, "/");
  spec.preset.budget = Budget{.requests = 1, .per = std::chrono::days(1)};
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.until([&] { return feed.health().last_error.has_value(); }));
  EXPECT_EQ(feed.health().last_error->code, Errc::refused);
  EXPECT_EQ(feed.health().state, FeedHealth::State::ok);
  EXPECT_EQ(feed.updates.size(), 1U);
  EXPECT_EQ(feed.health().failures_in_a_row, 0);
}

TEST(PolitePolling, AWallClockThatIsSetMakesNoBurstAndNoStop) {
  ScriptedSource source;
  source.set("/", daily());
  auto spec = nbkr(source, "/");
  spec.preset.every = 100ms;
  spec.preset.every_outside = 200ms;
  spec.preset.windows = {{.from = 6h, .until = 18h}};
  RunningFeed feed({"bank", spec});
  ASSERT_TRUE(feed.attempted(2));
  for (const auto step : {-5h, +12h, -1000h, +24000h}) {
    feed.clock.advance(step);
    const auto before = feed.health().attempts;
    ASSERT_TRUE(feed.attempted(before + 2)) << feed.error();
    const auto now = feed.health().attempts;
    (void)feed.until([] { return false; }, 500ms);  // what comes meanwhile is counted below
    EXPECT_LE(feed.health().attempts, now + 7);
  }
}

}  // namespace
}  // namespace tickerd::feeds
