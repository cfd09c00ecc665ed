#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "http/router.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

Response ask(std::string path, Fields query, Fields headers = {}) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.query = std::move(query);
  request.headers = std::move(headers);
  const auto board = test::sample_board();
  const auto site = test::sample_site();
  return route(request, {.board = board, .site = site});
}

struct BasisCase {
  std::string name;
  std::string path;
  Fields query;
  int status;
  std::string part;  // of the body
};

class AskedBasis : public testing::TestWithParam<BasisCase> {};

TEST_P(AskedBasis, IsShownWhereverARateIs) {
  const auto response = ask(GetParam().path, GetParam().query);
  EXPECT_EQ(response.status, GetParam().status);
  const auto text = response.body ? *response.body : "";
  EXPECT_TRUE(text.contains(GetParam().part)) << text;
}

const std::string of_a_week =
    R"("change_pct":"3.96","basis":{"kind":"7d","rate":"0.011000","as_of":"2026-05-12"})";
const std::string words =
    "basis: expected a basis (previous_close, open, 24h, 7d, 30d, previous), got ";

const BasisCase cases[] = {
    {"Rates", "/v1/rates", {{"basis", "7d"}}, 200, of_a_week},
    {"TheConfiguredOne", "/v1/rates", {{"basis", "previous_close"}}, 200, R"("0.31")"},
    {"Csv",
     "/v1/rates",
     {{"basis", "7d"}, {"format", "csv"}},
     200,
     "KGS/USD,0.011435,0.00043510,3.96,7d,0.011000,2026-05-12,"},
    {"Rows",
     "/v1/rates",
     {{"basis", "7d"}, {"format", "rows"}},
     200,
     R"("change_pct":"3.96","basis":"7d")"},
    {"OneRate", "/v1/rates/KGS-USD", {{"basis", "7d"}}, 200, of_a_week},
    {"OneThatIsNotKnown",
     "/v1/rates/KGS-USD",
     {{"basis", "30d"}},
     200,
     R"("change":null,"change_pct":null,"basis":null)"},
    {"Convert", "/v1/convert", {{"from", "KGS"}, {"to", "USD"}, {"basis", "7d"}}, 200, of_a_week},
    {"Tape", "/v1/tape", {{"basis", "7d"}}, 200, "TJS/USD = 0.10710 • KGS/USD = 0.011435 3.96%"},
    {"Events", "/v1/events", {{"basis", "7d"}}, 200, ""},
    {"NoSuchBasisOfRates", "/v1/rates", {{"basis", "1y"}}, 400, words},
    {"NoSuchBasisOfOneRate", "/v1/rates/KGS-USD", {{"basis", ""}}, 400, words},
    {"NoSuchBasisOfAConversion",
     "/v1/convert",
     {{"from", "KGS"}, {"to", "USD"}, {"basis", "week"}},
     400,
     words},
    {"NoSuchBasisOfTheTape", "/v1/tape", {{"basis", "7D"}}, 400, words},
    {"NoSuchBasisOfEvents", "/v1/events", {{"basis", "1y"}}, 400, words},
};
INSTANTIATE_TEST_SUITE_P(Table, AskedBasis, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(AskedBasisTag, TellsTheBasesApart) {
  const auto tag = [](const char* path, Fields query) {
    query.emplace_back("basis", "7d");
    const auto response = ask(path, std::move(query));
    return std::string(response.header("ETag").value_or(""));
  };
  EXPECT_EQ(tag("/v1/rates", {}), "\"e1:42-json-t-7d\"");
  EXPECT_EQ(tag("/v1/rates", {{"numbers", "json"}}), "\"e1:42-json-n-7d\"");
  EXPECT_EQ(tag("/v1/rates", {{"format", "csv"}}), "\"e1:42-csv-7d\"");
  EXPECT_EQ(tag("/v1/rates", {{"format", "rows"}}), "\"e1:42-rows-t-7d\"");
  EXPECT_EQ(tag("/v1/rates/KGS-USD", {}), "\"e1:42-one-t-7d\"");
  EXPECT_EQ(tag("/v1/tape", {}), "\"e1:42-tape-7d\"");
  EXPECT_EQ(tag("/v1/convert", {{"from", "KGS"}, {"to", "USD"}}), "\"e1:42-convert-7d\"");
  const Fields of_another{{"if-none-match", R"("e1:42-json-t")"}};
  EXPECT_EQ(ask("/v1/rates", {{"basis", "7d"}}, of_another).status, 200);
  const Fields of_this{{"if-none-match", R"("e1:42-json-t-7d")"}};
  EXPECT_EQ(ask("/v1/rates", {{"basis", "7d"}}, of_this).status, 304);
}

}  // namespace
}  // namespace tickerd::http
