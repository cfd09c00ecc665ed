#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "http/explain_api.hpp"
#include "http/explain_steps.hpp"
#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

using nlohmann::json;
using test::decimal;
using test::pair;
using testing::ElementsAre;
using testing::HasSubstr;

const rates::AsOf may_19(rates::parse_date("2026-05-19").value());
const rates::Timestamp morning = rates::parse_timestamp("2026-05-19T05:02:11.480Z").value();

rates::OriginPtr origin(const std::string& row, const std::string& rate,
                        const std::string& multiplier) {
  const rates::Document document{.url = "https://bank.example/rates?key={key}",
                                 .sha256 = "ab12",
                                 .bytes = 4096,
                                 .content_type = "application/xml"};
  return std::make_shared<const rates::Origin>(
      rates::Origin{.document = std::make_shared<const rates::Document>(document),
                    .row = row,
                    .rate = rate,
                    .buy = {},
                    .sell = {},
                    .multiplier = multiplier});
}

rates::ExplainedLeg leg(const std::string& feed, const std::string& of, const std::string& value,
                        bool inverted, rates::OriginPtr from) {
  return {.feed = feed,
          .quote = {pair(of), decimal(value), may_19, morning, std::move(from)},
          .inverted = inverted,
          .earlier = std::nullopt};
}

rates::Explanation explanation(const std::string& name, const std::string& value,
                               std::vector<rates::ExplainedLeg> legs) {
  auto rate = test::rate(name, value, value);
  rate.basis.reset();
  return {.rate = rate, .legs = std::move(legs), .held = std::nullopt, .others = {}};
}

Site site() {
  auto made = test::sample_site();
  made.sources = {{"nbk", "National Bank of Kazakhstan", "polled", "", "", true},
                  {"cbu", "cbu", "polled", "", "", true},
                  {"tmt-peg", "tmt-peg", "fixed", "", "", true}};
  return made;
}

const std::string no_change =
    "there is no earlier value yet that a change could be measured against";

TEST(ExplainSteps, LeadFromABankRowToAnInvertedRate) {
  const auto one = explanation(
      "KZT/KRW", "3.0395136778115501519",
      {leg("nbk", "KRW/KZT", "0.329", true, origin("/rates/item[4] (KRW)", "32.9", "100"))});
  EXPECT_THAT(explain_steps(one, site()),
              ElementsAre("nbk (National Bank of Kazakhstan): 4096 bytes from "
                          "https://bank.example/rates?key={key}, SHA-256 ab12, read "
                          "2026-05-19T05:02:11.480Z",
                          "row /rates/item[4] (KRW) says 32.9 for 100", "32.9 / 100 = 0.329",
                          "so nbk states KRW/KZT = 0.329 of 2026-05-19",
                          "inverted: KZT/KRW = 1 / 0.329 = 3.0395136778115501520",
                          "rounded half-even to 5 significant digits: 3.0395", no_change));
}

TEST(ExplainSteps, CrossTwoFeeds) {
  auto one = explanation("KZT/UZS", "25",
                         {leg("nbk", "USD/KZT", "500", true, origin("line 3", "500", "1")),
                          leg("cbu", "USD/UZS", "12500", false, nullptr)});
  one.rate.precision = {rates::Precision::Kind::decimals, 2};
  const auto steps = explain_steps(one, site());
  EXPECT_THAT(steps, testing::Contains("row line 3 says 500"));
  EXPECT_THAT(steps, testing::Contains("cbu stated USD/UZS = 12500 of 2026-05-19; where it was "
                                       "read is not known any more"));
  EXPECT_THAT(steps,
              testing::Contains("crossed: KZT/UZS = KZT/USD x USD/UZS = 0.002 x 12500 = 25"));
  EXPECT_THAT(steps, testing::Contains("rounded half-even to 2 digits after the point: 25.00"));
}

TEST(ExplainSteps, TakeTheMiddleOfBuyAndSell) {
  auto from = *origin("/r[1]", "", "10");
  from.buy = "90";
  from.sell = "94";
  const auto one =
      explanation("USD/KZT", "9.2",
                  {leg("nbk", "USD/KZT", "9.2", false, std::make_shared<rates::Origin>(from))});
  const auto steps = explain_steps(one, site());
  EXPECT_THAT(steps, testing::Contains("row /r[1] says buy 90 and sell 94 for 10"));
  EXPECT_THAT(steps, testing::Contains("the middle: (90 + 94) / 2 / 10 = 9.2"));
}

TEST(ExplainSteps, SayPegChangeAndDoubt) {
  auto one = explanation("USD/TMT", "3.5", {leg("tmt-peg", "USD/TMT", "3.5", false, nullptr)});
  one.rate.basis = rates::Basis{.value = decimal("3.4"), .as_of = may_19};
  one.held = rates::ExplainedDoubt{.value = decimal("3.02"),
                                   .as_of = may_19,
                                   .source = "cbu",
                                   .reason = "moved 13.7 % from 3.5, the bound is 10 %",
                                   .since = morning};
  EXPECT_THAT(explain_steps(one, site()),
              ElementsAre("tmt-peg pegs USD/TMT = 3.5 of 2026-05-19",
                          "rounded half-even to 5 significant digits: 3.5000",
                          "against 3.4 of 2026-05-19 (previous_close), both unrounded, that is a "
                          "change of 2.94 %",
                          "held back since 2026-05-19T05:02:11.480Z: 3.02 of 2026-05-19 from cbu, "
                          "because it moved 13.7 % from 3.5, the bound is 10 %"));
}

TEST(ExplainSteps, SayThatNoSourceIsLeft) {
  EXPECT_THAT(explain_steps(explanation("USD/TMT", "3.5", {}), site()).front(),
              "none of its sources is left: 3.5 of 2026-05-19 was published last");
}

TEST(ExplainSteps, HideAnOperatorsOwnAddress) {
  auto own = site();
  own.sources[0].own_url = true;
  const auto one = explanation("USD/KZT", "500",
                               {leg("nbk", "USD/KZT", "500", false, origin("line 3", "500", "1"))});
  const auto first = explain_steps(one, own).front();
  EXPECT_THAT(first, HasSubstr("bytes from an address of the operator, SHA"));
  EXPECT_THAT(first, testing::Not(HasSubstr("bank.example")));
}

TEST(Explain, HasNoUrlOfAnOperatorsOwnAddress) {
  const auto board = test::sample_board();
  auto own = site();
  own.sources[0].own_url = true;
  const ExplainedRate explained{
      .explanation = explanation("KGS/USD", "0.0114351",
                                 {leg("nbk", "USD/KGS", "87.45", true, origin("1", "87.45", ""))}),
      .next_polls = {}};
  Request request;
  request.query = {{"pair", "KGS/USD"}};
  const auto response = explain(request, {.board = board, .site = own, .explained = &explained});
  EXPECT_TRUE(json::parse(*response.body)["path"][0]["origin"]["url"].is_null());
  EXPECT_THAT(*response.body, testing::Not(HasSubstr("bank.example")));
}

TEST(Explain, AnswersWithPathBasisAndSteps) {
  const auto board = test::sample_board();
  const auto all = site();
  auto one = explanation("KGS/USD", "0.0114351",
                         {leg("nbk", "USD/KGS", "87.45", true, origin("line 1", "87,45", ""))});
  one.legs[0].earlier = one.legs[0].quote;
  one.others = {"cbu"};
  const ExplainedRate explained{.explanation = one, .next_polls = {{"nbk", morning}}};
  Request request;
  request.query = {{"pair", "KGS/USD"}};
  const auto response = explain(request, {.board = board, .site = all, .explained = &explained});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  const auto body = json::parse(*response.body);
  EXPECT_EQ(body["rate"]["rate"], "0.011435");
  EXPECT_EQ(body["rate"]["seq"], 40) << "of the board";
  ASSERT_EQ(body["path"].size(), 1U);
  const auto& path = body["path"][0];
  EXPECT_EQ(path["feed"], "nbk");
  EXPECT_EQ(path["title"], "National Bank of Kazakhstan");
  EXPECT_EQ(path["direction"], "inverted");
  EXPECT_EQ(path["value"], "87.45");
  EXPECT_EQ(path["next_poll"], "2026-05-19T05:02:11.480Z");
  EXPECT_EQ(path["origin"]["rate"], "87,45");
  EXPECT_EQ(path["origin"]["multiplier"], "1");
  EXPECT_EQ(path["origin"]["buy"], nullptr);
  EXPECT_EQ(path["origin"]["bytes"], 4096);
  EXPECT_EQ(body["basis_path"].size(), 1U);
  EXPECT_EQ(body["held"], nullptr);
  EXPECT_THAT(body["others"], ElementsAre("cbu"));
  EXPECT_GT(body["steps"].size(), 3U);
}

TEST(Explain, RefusesWhatIsNoPairOrHasNoRate) {
  const auto board = test::sample_board();
  const auto all = site();
  const View view{.board = board, .site = all};
  Request request;
  request.method = "GET";
  request.path = "/v1/explain";
  EXPECT_EQ(explain(request, view).status, 400);
  EXPECT_FALSE(pair_to_explain(request, view));
  request.query = {{"pair", "AAA/BBB"}};
  EXPECT_EQ(explain(request, view).status, 404);
  EXPECT_EQ(untracked_pairs(request, view).size(), 1U);
  EXPECT_FALSE(pair_to_explain(request, view));
  request.query = {{"pair", "UZS/USD"}};
  EXPECT_EQ(explain(request, view).status, 503) << "configured, and no source answered yet";
  request.query = {{"pair", "KGS/USD"}};
  EXPECT_EQ(pair_to_explain(request, view), pair("KGS/USD"));
  request.method = "POST";
  EXPECT_FALSE(pair_to_explain(request, view));
}

}  // namespace
}  // namespace tickerd::http
