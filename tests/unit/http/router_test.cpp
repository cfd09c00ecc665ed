#include "http/router.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

Request get(std::string path, Fields query = {}, Fields headers = {}) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.query = std::move(query);
  request.headers = std::move(headers);
  return request;
}

class Router : public testing::Test {
 protected:
  Response ask(const Request& request) const {
    return route(request, {.board = board, .site = site, .ready = ready});
  }
  std::string body(const Request& request) const {
    const auto response = ask(request);
    return response.body ? *response.body : "";
  }

  stream::Board board = test::sample_board();
  Site site = test::sample_site();
  bool ready = true;
};

struct RouteCase {
  std::string name;
  std::string method;
  std::string path;
  Fields query;
  int status;
  std::string content_type;
  std::string part;  // of the body
};

class RouteTable : public Router, public testing::WithParamInterface<RouteCase> {};

TEST_P(RouteTable, AnswersAsExpected) {
  const auto& row = GetParam();
  auto request = get(row.path, row.query);
  request.method = row.method;
  const auto response = ask(request);
  EXPECT_EQ(response.status, row.status);
  EXPECT_EQ(response.content_type, row.content_type);
  const auto text = response.body ? *response.body : "";
  EXPECT_TRUE(text.contains(row.part)) << text;
}

const std::string json = "application/json";
const std::string wrong = "application/problem+json";
const std::string plain = "text/plain; charset=utf-8";
const std::string csv = "text/csv; charset=utf-8; header=present";

const RouteCase cases[] = {
    {"Rates", "GET", "/v1/rates", {}, 200, json, R"("epoch":"e1","seq":42)"},
    {"RatesOfOnePair", "GET", "/v1/rates", {{"pairs", "KGS/USD"}}, 200, json, R"("KGS/USD")"},
    {"RatesAsNumbers", "GET", "/v1/rates", {{"numbers", "json"}}, 200, json, R"("rate":0.011435)"},
    {"RatesAsCsv", "GET", "/v1/rates", {{"format", "csv"}}, 200, csv, "KGS/USD,0.011435,"},
    {"RatesAsRows",
     "GET",
     "/v1/rates",
     {{"format", "rows"}},
     200,
     json,
     R"("as_of":"2026-05-19T00:00:00.000Z","fetched_at")"},
    {"RatesInNoSuchFormat",
     "GET",
     "/v1/rates",
     {{"format", "xml"}},
     400,
     wrong,
     "format: expected"},
    {"RatesOfNoPair", "GET", "/v1/rates", {{"pairs", "KGS"}}, 400, wrong, "KGS"},
    {"RatesOfUnknownPair", "GET", "/v1/rates", {{"pairs", "AAA/BBB"}}, 404, wrong, "unknown_pair"},
    {"OneRate",
     "GET",
     "/v1/rates/KGS-USD",
     {},
     200,
     json,
     R"({"pair":"KGS/USD","rate":"0.011435")"},
    {"OneRateNotConfigured", "GET", "/v1/rates/KZT-KGS", {}, 200, json, R"("KZT/KGS")"},
    {"OneRateThatIsNotThereYet", "GET", "/v1/rates/UZS-USD", {}, 503, wrong, "no_rate_yet"},
    {"OneRateOfUnknownPair", "GET", "/v1/rates/AAA-BBB", {}, 404, wrong, "unknown_pair"},
    {"OneRateOfNoPair", "GET", "/v1/rates/x", {}, 404, wrong, "bad_pair"},
    {"Convert",
     "GET",
     "/v1/convert",
     {{"from", "KGS"}, {"to", "USD"}, {"amount", "1000"}},
     200,
     json,
     R"("result":"11.4351000000")"},
    {"ConvertNothing",
     "GET",
     "/v1/convert",
     {{"from", "KGS"}, {"to", "USD"}, {"amount", "0"}},
     200,
     json,
     R"("result":"0")"},
    {"ConvertNoNumber",
     "GET",
     "/v1/convert",
     {{"from", "KGS"}, {"to", "USD"}, {"amount", "1,5"}},
     400,
     wrong,
     "amount: "},
    {"ConvertToItself", "GET", "/v1/convert", {{"from", "KGS"}, {"to", "KGS"}}, 400, wrong, "to: "},
    {"ConvertFromNothing", "GET", "/v1/convert", {{"to", "KGS"}}, 400, wrong, "from: "},
    {"Pairs", "GET", "/v1/pairs", {}, 200, json, R"("precision":{"significant":5})"},
    {"Tape",
     "GET",
     "/v1/tape",
     {},
     200,
     plain,
     "TJS/USD = 0.10710 0.08% • KGS/USD = 0.011435 0.31%"},
    {"TapeInTheOrderAskedFor",
     "GET",
     "/v1/tape",
     {{"pairs", "KGS/USD,TJS/USD"}},
     200,
     plain,
     "KGS/USD = 0.011435 0.31% • TJS/USD = 0.10710 0.08%"},
    {"TapeInNoSuchFormat", "GET", "/v1/tape", {{"format", "png"}}, 400, wrong, "format"},
    {"TapeAsAPicture",
     "GET",
     "/v1/tape",
     {{"format", "svg"}},
     200,
     "image/svg+xml",
     "<title id=\"t\">TJS/USD = 0.10710 0.08%"},
    {"HistoryIsNotAskedHere", "GET", "/v1/history", {}, 404, wrong, "no_history"},
    {"Live", "GET", "/livez", {}, 200, json, R"({"status":"pass"})"},
    {"Ready", "GET", "/readyz", {}, 200, json, R"({"status":"pass"})"},
    {"Root", "GET", "/", {}, 200, "text/html; charset=utf-8", "Builder"},
    {"Page", "GET", "/demo", {}, 200, "text/html; charset=utf-8", "Demo"},
    {"Script", "GET", "/widget.js", {}, 200, "text/javascript; charset=utf-8", "export"},
    {"Style", "GET", "/assets/demo.css", {}, 200, "text/css; charset=utf-8", "margin"},
    {"VersionedScript",
     "GET",
     "/widget/0.1.0/tickerd.js",
     {},
     200,
     "text/javascript; charset=utf-8",
     "export"},
    {"Release", "GET", "/widget/release.json", {}, 200, json, "tickerd.js"},
    {"OtherVersion", "GET", "/widget/9.9.9/tickerd.js", {}, 404, wrong, "version 0.1.0"},
    {"Nothing", "GET", "/nothing", {}, 404, wrong, "not_found"},
    {"NoFolder", "GET", "/assets/", {}, 404, wrong, "not_found"},
    {"NoWayUp", "GET", "/assets/../demo.html", {}, 404, wrong, "not_found"},
    {"Post", "POST", "/v1/rates", {}, 405, wrong, "method_not_allowed"},
    {"PostToNothing", "POST", "/nothing", {}, 404, wrong, "not_found"},
    {"Preflight", "OPTIONS", "/v1/rates", {}, 204, "", ""},
    {"PreflightOfAll", "OPTIONS", "*", {}, 204, "", ""},
    {"StreamWithoutUpgrade", "GET", "/v1/stream", {}, 426, wrong, "upgrade"},
    {"Events", "GET", "/v1/events", {}, 200, "text/event-stream; charset=utf-8", ""},
    {"EventsOfUnknownPairsOnly", "GET", "/v1/events", {{"pairs", "AAA/BBB"}}, 404, wrong, ""},
    {"EventsOfBadQuery", "GET", "/v1/events", {{"numbers", "roman"}}, 400, wrong, "numbers"},
};
INSTANTIATE_TEST_SUITE_P(Table, RouteTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST_F(Router, SaysWhenItIsNotReady) {
  ready = false;
  EXPECT_EQ(ask(get("/readyz")).status, 503);
  EXPECT_EQ(body(get("/readyz")), R"({"status":"fail"})");
  EXPECT_EQ(ask(get("/livez")).status, 200);
}

TEST_F(Router, TagsAnswersByPositionAndShape) {
  EXPECT_EQ(ask(get("/v1/rates")).header("ETag"), "\"e1:42-json-t\"");
  EXPECT_EQ(ask(get("/v1/rates", {{"format", "csv"}})).header("ETag"), "\"e1:42-csv\"");
  EXPECT_EQ(body(get("/v1/rates")), body(get("/v1/rates")));
  for (const auto* const known :
       {R"("e1:42-json-t")", R"("a", W/"e1:42-json-t")", "*", R"("e1:42-json-t-gzip")"}) {
    const auto response = ask(get("/v1/rates", {}, {{"if-none-match", known}}));
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_FALSE(response.body) << known;
  }
  EXPECT_EQ(ask(get("/v1/rates", {}, {{"if-none-match", R"("e1:41-json-t")"}})).status, 200);
}

TEST_F(Router, KeepsFailuresOutOfCaches) {
  EXPECT_EQ(ask(get("/nothing")).header("Cache-Control"), "no-store");
  const auto failure = nlohmann::json::parse(body(get("/nothing")));
  EXPECT_EQ(failure.at("status"), 404);
  EXPECT_EQ(failure.at("code"), "not_found");
}

TEST_F(Router, LetsEveryPageReadTheApiByDefault) {
  EXPECT_EQ(ask(get("/v1/rates")).header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(ask(get("/widget.js")).header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(ask(get("/nothing")).header("Access-Control-Allow-Origin"), "*");
  EXPECT_FALSE(ask(get("/demo")).header("Access-Control-Allow-Origin"));
}

TEST_F(Router, BarsStreamsOfOriginsThatAreNotListed) {
  site.origins = OriginRules::parse({"https://news.example"}).value();
  const Fields foreign{{"origin", "https://evil.example"}};
  const Fields own{{"origin", "https://news.example"}};
  EXPECT_EQ(ask(get("/v1/events", {}, foreign)).status, 403);
  EXPECT_EQ(ask(get("/v1/stream", {}, foreign)).status, 403);
  EXPECT_EQ(ask(get("/v1/events", {}, own)).status, 200);
  EXPECT_EQ(ask(get("/v1/events")).status, 200);
  EXPECT_EQ(ask(get("/v1/rates", {}, foreign)).status, 200);
  EXPECT_FALSE(ask(get("/v1/rates", {}, foreign)).header("Access-Control-Allow-Origin"));
  EXPECT_EQ(ask(get("/v1/rates", {}, own)).header("Access-Control-Allow-Origin"),
            "https://news.example");
  EXPECT_EQ(ask(get("/v1/rates", {}, own)).header("Vary"), "Origin");
}

TEST_F(Router, LetsItsOwnPagesSubscribe) {
  site.origins = OriginRules::parse({"https://news.example"}).value();
  const auto status = [this](std::string host, std::string origin) {
    const Fields headers{{"host", std::move(host)}, {"origin", std::move(origin)}};
    return ask(get("/v1/events", {}, headers)).status;
  };
  EXPECT_EQ(status("192.0.2.1:8080", "http://192.0.2.1:8080"), 200);
  EXPECT_EQ(status("192.0.2.1", "https://192.0.2.1"), 200) << "TLS ends at a proxy";
  EXPECT_EQ(status("[2001:db8::1]:8080", "http://[2001:db8::1]:8080"), 200);
  EXPECT_EQ(status("localhost:8080", "http://localhost:8080"), 200);
  EXPECT_EQ(status("192.0.2.1", "http://192.0.2.1:8080"), 403);
  EXPECT_EQ(status("192.0.2.1", "http://192.0.2.2"), 403);
  EXPECT_EQ(status("192.0.2.1", "null"), 403);
  EXPECT_EQ(status("rebound.example", "http://rebound.example"), 403) << "whoever owns that name";
  site.public_url = "https://public.example";
  EXPECT_EQ(status("inside", "https://public.example"), 200);
  EXPECT_EQ(status("rebound.example", "http://rebound.example"), 403);
}

TEST_F(Router, LetsEveryPageHaveTheScripts) {
  site.origins = OriginRules::parse({"https://news.example"}).value();
  for (const auto* const path : {"/widget.js", "/widget/0.1.0/tickerd.js"}) {
    const auto answer = ask(get(path, {}, {{"origin", "https://evil.example"}}));
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "*") << path;
    EXPECT_FALSE(answer.header("Vary")) << path;
  }
}

TEST_F(Router, GuardsItsPages) {
  const auto demo = ask(get("/demo"));
  EXPECT_TRUE(demo.header("Content-Security-Policy")->contains("frame-ancestors 'none'"));
  EXPECT_TRUE(demo.header("Content-Security-Policy")->contains("default-src 'none'"));
  EXPECT_EQ(ask(get("/")).header("Content-Security-Policy"),
            demo.header("Content-Security-Policy"));
  EXPECT_TRUE(ask(get("/embed")).header("Content-Security-Policy")->contains("frame-ancestors *"));
}

TEST_F(Router, TellsWhichPairsAreToBeTracked) {
  const View view{.board = board, .site = site};
  const std::vector<rates::CurrencyPair> none;
  const std::vector<rates::CurrencyPair> cross{test::pair("KZT/UZS")};
  EXPECT_EQ(untracked_pairs(get("/v1/rates"), view), none);
  EXPECT_EQ(untracked_pairs(get("/v1/rates", {{"pairs", "UZS/USD,KZT/KGS"}}), view), none);
  EXPECT_EQ(untracked_pairs(get("/v1/rates", {{"pairs", "KGS/USD,KZT/UZS"}}), view), cross);
  EXPECT_EQ(untracked_pairs(get("/v1/rates/KZT-UZS"), view), cross);
  EXPECT_EQ(untracked_pairs(get("/v1/events", {{"pairs", "KZT/UZS"}}), view), cross);
  EXPECT_EQ(untracked_pairs(get("/v1/convert", {{"from", "KZT"}, {"to", "UZS"}}), view), cross);
  EXPECT_EQ(untracked_pairs(get("/nothing", {{"pairs", "KZT/UZS"}}), view), none);
  auto post = get("/v1/rates/KZT-UZS");
  post.method = "POST";
  EXPECT_EQ(untracked_pairs(post, view), none);
}

}  // namespace
}  // namespace tickerd::http
