#include "feeds/conflation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sha256.hpp"
#include "unit/feeds/frames.hpp"

namespace tickerd::feeds {
namespace {

using test::DecoderOf;

/// A decoder of Kraken's frames and what becomes of its ticks.
class ConflationTest : public testing::Test {
 public:
  static std::string ticker(const std::string& pair, const std::string& last, int second,
                            const std::string& padding = "") {
    return R"({"channel":"ticker","pad":")" + padding + R"(","data":[{"symbol":")" + pair +
           R"(","last":)" + last + R"(,"timestamp":"2026-10-03T20:58:)" + std::to_string(second) +
           R"(Z"}]})";
  }
  void take(const std::string& text) {
    const auto frame = one.decoder.decode(text, now);
    ASSERT_TRUE(frame) << frame.error().detail;
    conflation.take(one.decoder, **frame, text, now);
  }
  std::vector<std::string> handed_over() {
    std::vector<std::string> said;
    quotes = conflation.hand_over();
    for (const auto& quote : quotes) said.push_back(quote.pair.text() + " " + quote.value.exact());
    return said;
  }

  rates::Timestamp now = test::after_all();
  DecoderOf one{"kraken", {"BTC/USD", "EUR/USD"}};
  Conflation conflation{one.preset, one.pairs};
  std::vector<rates::Quote> quotes;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(ConflationTest, HandsOverTheNewestOfEachPairOnce) {
  EXPECT_TRUE(conflation.empty());
  take(ticker("EUR/USD", "1.1", 10));
  for (int at = 0; at < 1000; ++at) take(ticker("BTC/USD", std::to_string(1000 + at), 10));
  EXPECT_FALSE(conflation.empty());
  EXPECT_THAT(handed_over(), ElementsAre("BTC/USD 1999", "EUR/USD 1.1"));
  EXPECT_TRUE(conflation.empty());
  EXPECT_THAT(handed_over(), IsEmpty());
}

TEST_F(ConflationTest, KeepsTheNewerInstant) {
  take(ticker("BTC/USD", "2", 12));
  take(ticker("BTC/USD", "1", 11));
  EXPECT_THAT(handed_over(), ElementsAre("BTC/USD 2"));
  take(ticker("BTC/USD", "1", 11));
  EXPECT_THAT(handed_over(), ElementsAre("BTC/USD 1"));
}

TEST_F(ConflationTest, SaysWhereEachQuoteWasRead) {
  const auto text = ticker("BTC/USD", "84737.580", 10);
  take(ticker("BTC/USD", "1", 10));
  take(text);
  now += std::chrono::seconds(1);
  take(ticker("EUR/USD", "1.10", 11));
  handed_over();
  ASSERT_EQ(quotes.size(), 2U);
  const auto& origin = *quotes[0].origin;
  EXPECT_EQ(origin.row, "/data/0 (BTC/USD)");
  EXPECT_EQ(origin.rate, "84737.580");
  EXPECT_EQ(origin.multiplier, "1");
  EXPECT_EQ(*origin.document,
            (rates::Document{one.preset.url, net::sha256_hex(text), text.size(), ""}));
  EXPECT_EQ(quotes[0].fetched_at, test::after_all());
  EXPECT_EQ(quotes[1].fetched_at, now);
  EXPECT_EQ(quotes[1].as_of.text(), "2026-10-03T20:58:11.000Z");
}

TEST_F(ConflationTest, SaysItOfLongFramesToo) {
  const auto text = ticker("BTC/USD", "1.50", 10, std::string(100'000, 'x'));
  take(text);
  handed_over();
  ASSERT_EQ(quotes.size(), 1U);
  EXPECT_EQ(quotes[0].origin->rate, "1.50");
  EXPECT_EQ(quotes[0].origin->document->sha256, net::sha256_hex(text));
}

TEST_F(ConflationTest, SaysOfALongFrameWhereTheLastOfEachPairStood) {
  std::string rows;
  for (int at = 1; at <= 400; ++at) {
    rows += std::string(at == 1 ? "" : ",") + R"({"symbol":")" + (at < 4 ? "EUR" : "BTC") +
            R"(/USD","last":)" + std::to_string(at) + R"(,"timestamp":"2026-10-03T20:58:10Z"})";
  }
  take(R"({"channel":"ticker","data":[)" + rows + "]}");
  take(ticker("EUR/USD", "1.1", 11));  // its origin is of another frame
  handed_over();
  ASSERT_EQ(quotes.size(), 2U);
  EXPECT_EQ(quotes[0].origin->row, "/data/399 (BTC/USD)");
  EXPECT_EQ(quotes[0].origin->rate, "400");
  EXPECT_EQ(quotes[1].origin->row, "/data/0 (EUR/USD)");
}

TEST_F(ConflationTest, SharesTheDocumentOfOneFrame) {
  take(R"({"channel":"ticker","data":[
    {"symbol":"EUR/USD","last":1.1,"timestamp":"2026-10-03T20:58:10Z"},
    {"symbol":"BTC/USD","last":2,"timestamp":"2026-10-03T20:58:10Z"}]})");
  handed_over();
  ASSERT_EQ(quotes.size(), 2U);
  EXPECT_EQ(quotes[0].origin->document, quotes[1].origin->document);
  EXPECT_EQ(quotes[0].origin->row, "/data/1 (BTC/USD)");
}

}  // namespace
}  // namespace tickerd::feeds
