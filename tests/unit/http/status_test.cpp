#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "http/status_api.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

using nlohmann::json;
using Word = SourceState::Word;

const auto now = rates::parse_timestamp("2026-05-19T05:10:00.000Z").value();

class StatusApi : public testing::Test {
 protected:
  Response ask() const {
    Request request;
    request.method = "GET";
    request.path = "/v1/status";
    return route(request, {.board = board, .site = site, .state = state, .now = now});
  }
  json body() const { return json::parse(*ask().body); }

  stream::Board board = test::sample_board();
  Site site = test::sample_site();
  ServerState known{.started_at = now - std::chrono::hours(2),
                    .clients = 7,
                    .sources = {{.name = "nbt",
                                 .word = Word::fresh,
                                 .last_success = now - std::chrono::minutes(8),
                                 .next_poll = now + std::chrono::minutes(7)},
                                {.name = "nbkr",
                                 .word = Word::failing,
                                 .last_success = std::nullopt,
                                 .next_poll = std::nullopt}}};
  const ServerState* state = &known;
};

TEST_F(StatusApi, SaysHowTheServerIs) {
  const auto told = body();
  EXPECT_EQ(told["server"], "tickerd/0.1.0");
  EXPECT_EQ(told["now"], "2026-05-19T05:10:00.000Z");
  EXPECT_EQ(told["started_at"], "2026-05-19T03:10:00.000Z");
  EXPECT_EQ(told["epoch"], "e1");
  EXPECT_EQ(told["seq"], 42);
  EXPECT_EQ(told["clients"], 7);
  EXPECT_EQ(told["pairs"], json({{"configured", 3}, {"rated", 2}, {"stale", 0}, {"held", 0}}));
}

TEST_F(StatusApi, SaysOfASourceWhatItIsAndWhatComesFromIt) {
  const auto source = body()["sources"][0];
  EXPECT_EQ(source["name"], "nbt");
  EXPECT_EQ(source["title"], "National Bank of Tajikistan");
  EXPECT_EQ(source["kind"], "polled");
  EXPECT_EQ(source["state"], "fresh");
  EXPECT_EQ(source["last_success"], "2026-05-19T05:02:00.000Z");
  EXPECT_EQ(source["next_poll"], "2026-05-19T05:17:00.000Z");
  // KZT/KGS is on the board because somebody asked for it: that is nobody else's business.
  EXPECT_EQ(source["pairs"], json({"TJS/USD", "KGS/USD"}));
}

TEST_F(StatusApi, LeavesOutWhatIsNotKnown) {
  const auto source = body()["sources"][1];
  EXPECT_EQ(source["title"], "nbkr");
  EXPECT_EQ(source["state"], "failing");
  EXPECT_TRUE(source["last_success"].is_null());
  EXPECT_TRUE(source["next_poll"].is_null());
  EXPECT_EQ(source["pairs"], json::array());
}

TEST_F(StatusApi, CountsACrossToBothOfItsSources) {
  auto crossed = test::rate("TJS/USD", "0.107", "0.106");
  crossed.source = "nbkr+nbt";
  crossed.status = rates::Status::stale;
  const std::vector<rates::SequencedRate> rates = {{.rate = crossed, .seq = 1}};
  board = {rates::Position{.epoch = "e1", .seq = 1}, rates};
  const auto told = body();
  EXPECT_EQ(told["sources"][0]["pairs"], json({"TJS/USD"}));
  EXPECT_EQ(told["sources"][1]["pairs"], json({"TJS/USD"}));
  EXPECT_EQ(told["pairs"], json({{"configured", 3}, {"rated", 1}, {"stale", 1}, {"held", 0}}));
}

TEST_F(StatusApi, DoesNotTakeAPartOfANameForIt) {
  known.sources[1].name = "nb";
  EXPECT_EQ(body()["sources"][1]["pairs"], json::array());
}

TEST_F(StatusApi, IsNeverCached) {
  const auto response = ask();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_FALSE(response.header("ETag"));
}

TEST_F(StatusApi, AsksForPatienceBeforeAnythingWasTold) {
  state = nullptr;
  const auto response = ask();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.header("Retry-After"), "1");
  EXPECT_TRUE(response.body->contains("no_status_yet"));
}

TEST_F(StatusApi, KeepsATitleThatIsNoUtf8Readable) {
  site.sources[0].title = "Bank \xff";
  EXPECT_EQ(body()["sources"][0]["title"], "Bank \xef\xbf\xbd");
}

}  // namespace
}  // namespace tickerd::http
