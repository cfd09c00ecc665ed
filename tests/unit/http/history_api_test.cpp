#include "http/history_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/run.hpp"
#include "unit/http/sample_history.hpp"

namespace tickerd::http {
namespace {

using testing::HasSubstr;

const auto now = rates::parse_timestamp("2026-05-19T10:20:30Z").value();

rates::Result<HistoryRequest> asked(const Fields& query) {
  Request request;
  request.path = "/v1/history";
  request.query = query;
  return parse_history_request(request, now);
}

TEST(HistoryRequest, HasDefaultsForEachInterval) {
  const auto daily = asked({{"pair", "KGS-USD"}}).value();
  EXPECT_EQ(daily.query.pair.text(), "KGS/USD");
  EXPECT_EQ(daily.query.interval, rates::Interval::day);
  EXPECT_EQ(daily.format, HistoryFormat::json);
  EXPECT_EQ(rates::to_string(daily.query.from), "2025-05-19T00:00:00.000Z");
  EXPECT_EQ(rates::to_string(daily.query.until), "2026-05-27T00:00:00.000Z");
  EXPECT_EQ(daily.query.limit, 1000U);
  EXPECT_FALSE(daily.is_limited);
  const auto hours = asked({{"pair", "KGS/USD"}, {"interval", "1h"}}).value();
  EXPECT_EQ(rates::to_string(hours.query.from), "2026-04-19T00:00:00.000Z");
  const auto points = asked({{"pair", "KGS/USD"}, {"interval", "raw"}}).value();
  EXPECT_EQ(rates::to_string(points.query.from), "2026-05-18T00:00:00.000Z");
}

TEST(HistoryRequest, TakesADateAsToForTheWholeDay) {
  const auto request =
      asked({{"pair", "KGS/USD"}, {"from", "2024-02-28"}, {"to", "2024-02-29"}}).value();
  EXPECT_EQ(rates::to_string(request.query.from), "2024-02-28T00:00:00.000Z");
  EXPECT_EQ(rates::to_string(request.query.until), "2024-03-01T00:00:00.000Z");
  const auto instant =
      asked({{"pair", "KGS/USD"}, {"interval", "raw"}, {"to", "2026-05-19T10:00:00Z"}}).value();
  EXPECT_EQ(rates::to_string(instant.query.until), "2026-05-19T10:00:00.000Z");
}

struct BadQuery {
  const char* name;
  Fields query;
  const char* says;
};
void PrintTo(const BadQuery& bad, std::ostream* out) { *out << bad.name; }

class BadHistoryRequest : public testing::TestWithParam<BadQuery> {};

TEST_P(BadHistoryRequest, NamesTheParameter) {
  const auto request = asked(GetParam().query);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, rates::Errc::bad_argument);
  EXPECT_THAT(request.error().detail, HasSubstr(GetParam().says));
}

const BadQuery bad_queries[] = {
    {"NoPair", {}, "pair: "},
    {"BadPair", {{"pair", "dollars"}}, "pair: "},
    {"Interval", {{"pair", "KGS/USD"}, {"interval", "2h"}}, "interval: expected \"raw\""},
    {"Format", {{"pair", "KGS/USD"}, {"format", "xml"}}, "format: expected \"json\""},
    {"From", {{"pair", "KGS/USD"}, {"from", "yesterday"}}, "from: "},
    {"To", {{"pair", "KGS/USD"}, {"to", "2026-02-30"}}, "to: "},
    {"Reversed",
     {{"pair", "KGS/USD"}, {"from", "2026-05-02"}, {"to", "2026-05-01"}},
     "from: expected a moment before"},
    {"NoLimit", {{"pair", "KGS/USD"}, {"limit", "0"}}, "limit: expected a number from 1 to 10000"},
    {"BigLimit", {{"pair", "KGS/USD"}, {"limit", "10001"}}, "limit: "},
    {"WordLimit", {{"pair", "KGS/USD"}, {"limit", "10x"}}, "limit: "},
    {"Cursor", {{"pair", "KGS/USD"}, {"cursor", "12"}}, "cursor: expected the \"next\""},
    {"LongCursor", {{"pair", "KGS/USD"}, {"cursor", "12-3-4"}}, "cursor: "},
};

INSTANTIATE_TEST_SUITE_P(Table, BadHistoryRequest, testing::ValuesIn(bad_queries),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HistoryCursor, IsReadBack) {
  const rates::HistoryQuery::Cursor cursor{.at = now, .seq = 12345};
  EXPECT_EQ(parse_cursor(to_text(cursor)), cursor);
  const rates::HistoryQuery::Cursor early{.at = rates::Timestamp(std::chrono::milliseconds(-5))};
  EXPECT_EQ(parse_cursor(to_text(early)), early);
}

rates::HistoryPage one_bar() {
  rates::HistoryPage page;
  const rates::HistoryPoint point{.pair = test::pair("KGS/USD"),
                                  .as_of = rates::AsOf(rates::parse_date("2026-05-19").value()),
                                  .value = test::decimal("0.0114351"),
                                  .source = "nbkr",
                                  .published_at = now,
                                  .seq = 7};
  page.bars.push_back(rates::Bar::of(rates::Interval::day, point));
  page.next = rates::HistoryQuery::Cursor{.at = page.bars.front().start};
  return page;
}

TEST(HistoryText, NamesADayByItsDate) {
  const auto request =
      asked({{"pair", "KGS/USD"}, {"from", "2026-05-19"}, {"to", "2026-05-19"}}).value();
  EXPECT_EQ(history_json(request, one_bar()),
            R"({"pair":"KGS/USD","interval":"1d","from":"2026-05-19T00:00:00.000Z",)"
            R"("until":"2026-05-20T00:00:00.000Z","points":[{"start":"2026-05-19",)"
            R"("open":"0.0114351","high":"0.0114351","low":"0.0114351","close":"0.0114351",)"
            R"("points":1,"source":"nbkr"}],"next":"1779148800000-0"})");
  EXPECT_EQ(history_lines(HistoryFormat::csv, one_bar(), rates::Interval::day),
            "2026-05-19,0.0114351,0.0114351,0.0114351,0.0114351,1,nbkr\n");
  EXPECT_EQ(history_header(HistoryFormat::csv, rates::Interval::day),
            "start,open,high,low,close,points,source\n");
}

TEST(HistoryText, OfNothingIsAnEmptyList) {
  const auto request = asked({{"pair", "KGS/USD"}}).value();
  EXPECT_THAT(history_json(request, {}), HasSubstr(R"("points":[],"next":null})"));
}

TEST(HistoryEtag, ChangesWithTheSpanAndWithWhatIsInIt) {
  const auto year = asked({{"pair", "KGS/USD"}}).value();
  const auto csv = asked({{"pair", "KGS/USD"}, {"format", "csv"}}).value();
  const auto month = asked({{"pair", "KGS/USD"}, {"from", "2026-05-01"}}).value();
  const rates::HistoryExtent extent{.days = 3, .points = 5};
  EXPECT_EQ(history_etag(year, extent), history_etag(year, extent));
  EXPECT_NE(history_etag(year, extent), history_etag(year, {.days = 3, .points = 6}));
  EXPECT_NE(history_etag(year, extent), history_etag(csv, extent));
  EXPECT_NE(history_etag(year, extent), history_etag(month, extent));
}

class OneHistory final : public test::SampleHistory {
 public:
  net::asio::awaitable<std::vector<TrackedPair>> track(std::vector<rates::CurrencyPair>) override {
    co_return std::vector<TrackedPair>{};
  }
  net::asio::awaitable<PushResult> push(std::string, std::string, std::string) override {
    co_return PushedBatch{};
  }
  net::asio::awaitable<std::optional<ExplainedRate>> explain(rates::CurrencyPair) override {
    co_return std::nullopt;
  }
  bool ready() const override { return true; }
  bool draining() const override { return false; }
};

TEST(HistoryEtag, ChangesWithATickThatCountsToALaterDay) {
  // 22:15 UTC of a Friday: the trading day ended at 17:00 in New York.
  const rates::AsOf tick = rates::AsOf(rates::parse_timestamp("2026-05-15T22:15:42Z").value())
                               .counted_to(rates::parse_date("2026-05-18").value());
  Request request;
  request.method = "GET";
  request.path = "/v1/history";
  request.query = {
      {"pair", "KGS/USD"}, {"interval", "raw"}, {"from", "2026-05-15"}, {"to", "2026-05-15"}};
  OneHistory service;
  service.keep_days(30);
  const auto site = test::sample_site();
  const auto tag = [&] {
    auto asked = request;
    const auto response = tickerd::test::run(history(std::move(asked), service, site, now));
    return std::string(response.header("ETag").value_or("none"));
  };
  const auto before = tag();
  service.keep({.pair = test::pair("KGS/USD"),
                .as_of = tick,
                .value = test::decimal("0.0115"),
                .source = "stream",
                .published_at = now,
                .seq = 99});
  EXPECT_NE(tag(), before);
}

}  // namespace
}  // namespace tickerd::http
