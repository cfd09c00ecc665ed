#include "http/embed.hpp"

#include <gtest/gtest.h>

#include "unit/http/sample_site.hpp"

namespace tickerd::http {
namespace {

class Embed : public testing::Test {
 protected:
  Response ask(Fields query, Fields headers = {{"host", "rates.example"}}) const {
    Request request;
    request.method = "GET";
    request.path = "/embed";
    request.query = std::move(query);
    request.headers = std::move(headers);
    return route(request, {.board = board, .site = site});
  }
  std::string page(Fields query, Fields headers = {{"host", "rates.example"}}) const {
    return *ask(std::move(query), std::move(headers)).body;
  }

  stream::Board board = test::sample_board();
  Site site = test::sample_site();
};

TEST_F(Embed, HasTheRatesInTheWordsOfTheTape) {
  EXPECT_TRUE(page({}).contains(
      R"(<rate-ticker><ul class="rates" role="list"><li>TJS/USD = 0.10710 0.08%</li>)"
      R"(<li>KGS/USD = 0.011435 0.31%</li></ul></rate-ticker>)"))
      << page({});
  EXPECT_TRUE(
      page({{"pairs", "KGS/USD"}, {"basis", "7d"}})
          .contains(R"(<rate-ticker pairs="KGS/USD" basis="7d"><ul class="rates" role="list">)"
                    R"(<li>KGS/USD = 0.011435 3.96%</li></ul>)"));
}

TEST_F(Embed, SaysWhatARateIsThatIsNotLive) {
  auto stale = test::rate("KGS/USD", "0.0114", "0.0114");
  stale.status = rates::Status::stale;
  board = {rates::Position{.epoch = "e1", .seq = 1}, std::vector<rates::SequencedRate>{{stale, 1}}};
  EXPECT_TRUE(page({}).contains("<li>KGS/USD = 0.011400 0% <small>stale</small></li>"));
}

TEST_F(Embed, ShowsTheCreditsOfTheSourcesItShows) {
  site.credits = {{"nbt", "Rates <b>of</b> the bank"}, {"ecb", "Other"}};
  EXPECT_TRUE(page({}).contains(R"(<p class="credits">Rates &lt;b&gt;of&lt;/b&gt; the bank</p>)"));
  EXPECT_FALSE(page({}).contains("Other"));
}

TEST_F(Embed, HasItsAttributesAndThemeFromTheStart) {
  const auto text = page({{"theme", "dark"}, {"layout", "list"}, {"paused", ""}});
  EXPECT_TRUE(text.contains(R"(<html data-theme="dark">)")) << text;
  EXPECT_TRUE(text.contains(R"(<rate-ticker layout="list" theme="dark" paused>)")) << text;
}

TEST_F(Embed, EscapesWhatItIsGiven) {
  const auto text = page({{"label", R"("><img src=x onerror=alert(1)>)"}});
  EXPECT_TRUE(text.contains(R"(label="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")")) << text;
  EXPECT_FALSE(text.contains("<img"));
  const auto wrong = page({{"theme", "<img src=x onerror=alert(1)>"}});
  EXPECT_TRUE(wrong.contains("&lt;img src=x onerror=alert(1)&gt;")) << wrong;
  EXPECT_FALSE(wrong.contains("<img"));
}

TEST_F(Embed, TellsReadersWithoutScriptOfWhatTimeItIs) {
  EXPECT_TRUE(
      page({{"pairs", "KGS/USD"}, {"spark", "30"}})
          .contains(R"(<time datetime="2026-05-19T05:02:11.480Z">2026-05-19 05:02 UTC</time>)"
                    R"(, renewed every minute. )"
                    R"(<a href="/v1/tape?format=txt&amp;pairs=KGS/USD">)"));
}

TEST_F(Embed, HasAWordForSandboxesThatAreNotAllowed) {
  EXPECT_FALSE(page({}).contains("sandbox"));
  site.origins = OriginRules::parse({"https://news.example"}).value();
  EXPECT_TRUE(page({}).contains(R"(<p id="sandbox" class="said" hidden>Not live: )")) << page({});
  site.origins = OriginRules::parse({"null"}).value();
  EXPECT_FALSE(page({}).contains("sandbox"));
}

TEST_F(Embed, IsDiscoveredByItsAddress) {
  const std::string host = R"(href="http://rates.example/oembed?url=http:)";
  EXPECT_TRUE(page({{"pairs", "KGS/USD"}})
                  .contains(host + R"(//rates.example/embed%3Fpairs%3DKGS/USD&amp;format=json")"));
  site.public_url = "https://public.example";
  EXPECT_TRUE(page({}).contains(R"(href="https://public.example/oembed?url=https:)"
                                R"(//public.example/embed&amp;format=json")"));
  site.public_url.clear();
  EXPECT_FALSE(page({}, {{"host", "a\"><script>"}}).contains("oembed"));
  EXPECT_FALSE(page({}, {}).contains("oembed"));
}

TEST_F(Embed, IsAskedForAgainAndAgain) {
  const auto first = ask({});
  EXPECT_EQ(first.header("Cache-Control"), "no-cache");
  const auto tag = std::string(*first.header("ETag"));
  const auto again = ask({}, {{"if-none-match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_FALSE(again.body);
  EXPECT_TRUE(again.header("Content-Security-Policy"));
  board.apply({.epoch = "e1",
               .seq = 43,
               .published_at = {},
               .rates = {test::rate("KGS/USD", "0.0115", "0.0114")}});
  EXPECT_EQ(ask({}, {{"if-none-match", tag}}).status, 200);
}

TEST_F(Embed, IsFramedByWhomTheConfigurationSays) {
  site.frame_ancestors = FrameAncestors::parse({"https://news.example"}).value();
  for (const auto& query : {Fields{}, Fields{{"theme", "blue"}}, Fields{{"pairs", "AAA/BBB"}}}) {
    EXPECT_TRUE(ask(query)
                    .header("Content-Security-Policy")
                    ->contains("; frame-ancestors https://news.example"));
  }
  const Request demo{.method = "GET", .path = "/demo", .query = {}, .headers = {}, .body = {}};
  EXPECT_TRUE(route(demo, {.board = board, .site = site})
                  .header("Content-Security-Policy")
                  ->ends_with("frame-ancestors 'none'"));
}

TEST_F(Embed, SaysWhatIsWrong) {
  const auto wrong = ask({{"layout", "wall"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(wrong.header("Cache-Control"), "no-store");
  EXPECT_TRUE(wrong.body->contains("layout: expected one of: marquee list compact static"));
  EXPECT_FALSE(wrong.body->contains("<script"));
  const auto unknown = ask({{"pairs", "AAA/BBB"}});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_TRUE(unknown.body->contains("pairs: no source quotes any of them."));
}

TEST_F(Embed, WaitsForRatesThatWillCome) {
  const auto soon = ask({{"pairs", "UZS/USD"}});
  EXPECT_EQ(soon.status, 200);
  EXPECT_TRUE(soon.body->contains("appear here as soon as they arrive"));
}

TEST_F(Embed, HasPairsTrackedThatItIsAskedFor) {
  Request request{.method = "GET", .path = "/embed", .query = {}, .headers = {}, .body = {}};
  request.query = {{"pairs", "KZT/UZS,KGS/USD"}};
  const View view{.board = board, .site = site};
  EXPECT_EQ(untracked_pairs(request, view), std::vector{test::pair("KZT/UZS")});
  request.query.emplace_back("theme", "blue");
  EXPECT_TRUE(untracked_pairs(request, view).empty());
}

}  // namespace
}  // namespace tickerd::http
