#include "feeds/frame_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/feeds/frames.hpp"

namespace tickerd::feeds {
namespace {

using test::DecoderOf;
using test::recorded_frames;
using testing::ElementsAre;
using Said = std::vector<std::string>;

struct RecordedCase {
  const char* name;
  const char* preset;
  const char* file;
  std::vector<std::string> pairs;
  std::size_t line;  ///< counted from 0
  Said said;
};

void PrintTo(const RecordedCase& row, std::ostream* out) { *out << row.name; }

class RecordedFrame : public testing::TestWithParam<RecordedCase> {};

TEST_P(RecordedFrame, SaysWhatAPersonReadsInIt) {
  const auto frames = recorded_frames(GetParam().file);
  ASSERT_LT(GetParam().line, frames.size());
  DecoderOf one(GetParam().preset, GetParam().pairs);
  EXPECT_EQ(one.read(frames[GetParam().line]), GetParam().said);
}

constexpr auto kraken = "kraken/ws_v2_ticker.jsonl";
constexpr auto coinbase = "coinbase/exchange_ws_ticker.jsonl";
constexpr auto binance = "binance/combined_miniTicker.jsonl";
const std::vector<std::string> on_kraken = {"USDT/USD", "NOPE/USD", "BTC/USD", "ALGO/USD"};
const std::vector<std::string> on_coinbase = {"BTC/USD", "ETH/EUR"};
constexpr auto ether = "ETH/USDT 3040.65 2025-11-19T06:43:53.053Z";
const std::vector<std::string> on_binance = {"BTC/USDT", "ATOM/USDT"};

const RecordedCase recorded_cases[] = {
    {"KrakenStatus", "kraken", kraken, on_kraken, 1, {"other"}},
    {"KrakenAccepted", "kraken", kraken, on_kraken, 2, {"accepted USDT/USD"}},
    {"KrakenRefused",
     "kraken",
     kraken,
     on_kraken,
     3,
     {"refused NOPE/USD: Currency pair not supported NOPE/USD"}},
    {"KrakenSnapshot",
     "kraken",
     kraken,
     on_kraken,
     4,
     {"USDT/USD 0.99981 2026-09-24T03:54:18.054Z"}},
    {"KrakenHeartbeat", "kraken", kraken, on_kraken, 5, {"other"}},
    {"KrakenMaintenance", "kraken", kraken, on_kraken, 6, {"other"}},
    {"KrakenAcceptedLater", "kraken", kraken, on_kraken, 7, {"accepted BTC/USD"}},
    {"KrakenTrailingZero",
     "kraken",
     kraken,
     on_kraken,
     8,
     {"ALGO/USD 0.1311 2026-10-03T20:58:33.794Z"}},
    {"KrakenUnasked", "kraken", kraken, {"BTC/USD"}, 8, {"1 unasked"}},
    {"KrakenAcceptedForOthers", "kraken", kraken, {"BTC/USD"}, 2, {"other"}},
    {"CoinbaseAccepted", "coinbase", coinbase, on_coinbase, 1, {"accepted BTC/USD"}},
    {"CoinbaseTicker",
     "coinbase",
     coinbase,
     on_coinbase,
     2,
     {"BTC/USD 84737.58 2026-10-03T20:58:31.127Z"}},
    {"CoinbaseTickerOf2022",
     "coinbase",
     coinbase,
     on_coinbase,
     3,
     {"BTC/USD 29940.91 2022-06-02T09:20:54.127Z"}},
    {"CoinbaseAcceptedInSeveralChannels",
     "coinbase",
     coinbase,
     on_coinbase,
     4,
     {"accepted ETH/EUR ETH/EUR ETH/EUR"}},
    {"CoinbaseHeartbeat", "coinbase", coinbase, on_coinbase, 5, {"other"}},
    {"BinanceTicker",
     "binance",
     binance,
     on_binance,
     0,
     {"BTC/USDT 102492.27 2025-06-06T04:14:26.025Z"}},
    {"BinanceOtherTicker",
     "binance",
     binance,
     on_binance,
     1,
     {"ATOM/USDT 4.159 2025-06-06T04:14:27.518Z"}},
    {"BinanceThirdTicker", "binance", binance, {"ETH/USDT"}, 3, {ether}},
    {"BinanceAnswer", "binance", binance, on_binance, 2, {"other"}},
    {"BinanceUnasked", "binance", binance, on_binance, 3, {"1 unasked"}},
    {"BinanceShutdown", "binance", binance, on_binance, 4, {"other"}},
};
INSTANTIATE_TEST_SUITE_P(Table, RecordedFrame, testing::ValuesIn(recorded_cases),
                         [](const auto& row) { return std::string(row.param.name); });

struct WrittenCase {
  const char* name;
  const char* preset;
  std::string frame;
  Said said;
};

void PrintTo(const WrittenCase& row, std::ostream* out) { *out << row.name; }

class WrittenFrame : public testing::TestWithParam<WrittenCase> {};

TEST_P(WrittenFrame, IsJudged) {
  DecoderOf one(GetParam().preset, {"BTC/USD", "EUR/USD"});
  EXPECT_EQ(one.read(GetParam().frame), GetParam().said);
}

/// A ticker frame of Kraken with these rows.
std::string ticker(const std::string& rows) {
  return R"({"channel":"ticker","type":"update","data":[)" + rows + "]}";
}
std::string row(const std::string& last, const std::string& at = R"("2026-10-03T20:58:33Z")") {
  return R"({"symbol":"BTC/USD","last":)" + last + R"(,"timestamp":)" + at + "}";
}

const WrittenCase written_cases[] = {
    {"NoJson",
     "kraken",
     "<html>",
     {R"(failed: broken JSON at byte 0: expected a value, got "<html>")"}},
    {"NoRows", "kraken", R"({"channel":"ticker"})", {"failed: expected rows at /data/*, got none"}},
    {"EmptyRows", "kraken", ticker(""), {"failed: expected rows at /data/*, got none"}},
    {"AnArray", "kraken", "[]", {"other"}},
    {"Zero",
     "kraken",
     ticker(row("0.000")),
     {R"(/data/0 (BTC/USD): rate: expected a number above zero, got "0.000")"}},
    {"Negative",
     "kraken",
     ticker(row("-1")),
     {R"(/data/0 (BTC/USD): rate: expected a number above zero, got "-1")"}},
    {"TooLarge",
     "kraken",
     ticker(row("1e99")),
     {R"(/data/0 (BTC/USD): rate: expected a number above zero, got "1e99")"}},
    {"Null",
     "kraken",
     ticker(row("null")),
     {"/data/0 (BTC/USD): rate: expected a number above zero, got none"}},
    {"Text",
     "kraken",
     ticker(row(R"("n/a")")),
     {R"(/data/0 (BTC/USD): rate: expected a number above zero, got "n/a")"}},
    {"Thousands",
     "kraken",
     ticker(row(R"("1,234.5")")),
     {R"(/data/0 (BTC/USD): rate: expected a number above zero, got "1,234.5")"}},
    {"NoTime",
     "kraken",
     ticker(row("1", "null")),
     {"/data/0 (BTC/USD): date: expected one at /timestamp, got none"}},
    {"AFutureTime",
     "kraken",
     ticker(row("1", R"("2027-01-01T00:05:01Z")")),
     {"/data/0 (BTC/USD): date at /timestamp: instant in the future: expected at most 5 minutes "
      "ahead of 2027-01-01T00:00:00.000Z, got 2027-01-01T00:05:01.000Z"}},
    {"AClockThatIsFast",
     "kraken",
     ticker(row("1", R"("2027-01-01T00:05:00Z")")),
     {"BTC/USD 1 2027-01-01T00:05:00.000Z"}},
    {"NoSymbol", "kraken", ticker(R"({"last":1})"), {"/data/0: pair: expected one, got none"}},
    {"GoodBesideBad",
     "kraken",
     ticker(row("0") + "," + row("2.50") + "," + row("2.5", R"("soon")")),
     {"BTC/USD 2.5 2026-10-03T20:58:33.000Z",
      R"(/data/0 (BTC/USD): rate: expected a number above zero, got "0")",
      R"(/data/2 (BTC/USD): date at /timestamp: expected a date like %Y-%m-%dT%H:%M:%S%f%z, got "soon")"}},
    {"SeveralOfOnePair",
     "kraken",
     ticker(row("1.1") + "," + row("1.2")),
     {"BTC/USD 1.1 2026-10-03T20:58:33.000Z", "BTC/USD 1.2 2026-10-03T20:58:33.000Z"}},
    {"EscapedSymbol",
     "kraken",
     ticker(R"({"symbol":"BTC\/USD","last":1.5,"timestamp":"2026-10-03T20:58:33Z"})"),
     {"BTC/USD 1.5 2026-10-03T20:58:33.000Z"}},
    {"AnErrorWithoutASymbol",
     "kraken",
     R"({"method":"subscribe","success":false,"error":"Malformed request"})",
     {"refused: Malformed request"}},
    {"AnErrorAboutAnother",
     "kraken",
     R"({"success":false,"error":"no","symbol":"XRP/USD"})",
     {"other"}},
    {"CoinbaseError",
     "coinbase",
     R"({"type":"error","message":"Failed to subscribe","reason":"NOPE-USD is not a valid product"})",
     {"refused: Failed to subscribe: NOPE-USD is not a valid product"}},
    {"CoinbaseErrorWithoutAReason",
     "coinbase",
     R"({"type":"error","message":"rate limit exceeded"})",
     {"refused: rate limit exceeded"}},
    {"BinanceError",
     "binance",
     R"({"error":{"code":2,"msg":"Invalid request"},"id":1})",
     {"refused: Invalid request"}},
};
INSTANTIATE_TEST_SUITE_P(Table, WrittenFrame, testing::ValuesIn(written_cases),
                         [](const auto& one) { return std::string(one.param.name); });

/// Asks with a mapping of its own around Kraken's frames.
DecoderOf with_mapping(const std::string& mapping) {
  auto preset = parse_preset(
      R"({"title": "T", "url": "wss://127.0.0.1/", "stream": {"symbol": "{base}{quote}"}, "mapping": )" +
          mapping + "}",
      "test");
  if (!preset) throw std::runtime_error(preset.error().detail);
  return DecoderOf(*std::move(preset), {"BTC/USD"});
}

TEST(FrameDecoder, TakesTheMiddleOfBuyAndSell) {
  auto one = with_mapping(
      R"({"format": "json", "rows": "/q/*", "pair": "/s", "buy": "/b", "sell": "/a", "no_value": ["-"],
          "date": {"document": "/at", "patterns": ["%s"]}})");
  EXPECT_THAT(one.read(R"({"at": 1, "q": [{"s": "btcusd", "b": "1.10", "a": "1.20"}]})"),
              ElementsAre("BTC/USD 1.15 1970-01-01T00:00:01.000Z"));
  const auto* const frame = *one.decoder.decode(
      R"({"at": 1, "q": [{"s": "BTCUSD", "b": " 1.10", "a": "1.20"}]})", test::after_all());
  const auto origin = one.decoder.origin_of(frame->ticks.at(0));
  EXPECT_EQ(origin.row, "/q/0 (BTCUSD)");
  EXPECT_EQ(origin.buy, "1.10");
  EXPECT_EQ(origin.sell, "1.20");
  EXPECT_EQ(origin.rate, "");
  EXPECT_EQ(origin.multiplier, "1");
  EXPECT_THAT(one.read(R"({"at": 1, "q": [{"s": "BTCUSD", "b": "1.3", "a": "1.2"}]})"),
              ElementsAre("/q/0 (BTCUSD): sell: expected at least buy 1.3, got 1.2"));
  EXPECT_THAT(one.read(R"({"at": 1, "q": [{"s": "BTCUSD", "b": "-", "a": "1.2"}]})"),
              ElementsAre());
  EXPECT_THAT(one.read(R"({"q": [{"s": "BTCUSD", "b": "1", "a": "1"}]})"),
              ElementsAre("failed: date: expected one at /at, got none"));
}

TEST(FrameDecoder, LeavesOutRowsByTheirConditions) {
  auto one = with_mapping(
      R"({"format": "json", "rows": "/*/q", "pair": "/s", "rate": "/r", "where": [{"at": "/k", "is": ["spot"]}],
          "date": {"row": "/at", "patterns": ["%s"]}})");
  EXPECT_THAT(one.read(R"({"x": {"q": {"s": "BTCUSD", "r": 1, "at": 1, "k": "spot"}},
                           "y": {"q": {"s": "BTCUSD", "r": 2, "at": 2, "k": "swap"}}, "z": 1})"),
              ElementsAre("BTC/USD 1 1970-01-01T00:00:01.000Z"));
}

TEST(FrameDecoder, ReadsAsTablesAreRead) {
  for (const auto& [name, file, pairs] :
       {std::tuple("kraken", kraken, std::vector<std::string>{"USDT/USD", "ALGO/USD"}),
        std::tuple("coinbase", coinbase, std::vector<std::string>{"BTC/USD"})}) {
    DecoderOf one(name, pairs);
    for (const auto& text : recorded_frames(file)) {
      const auto frame = one.decoder.decode(text, test::after_all());
      ASSERT_TRUE(frame) << frame.error().detail;
      if ((*frame)->ticks.empty()) continue;
      const auto table = decode(one.preset.mapping, text, {}, test::after_all());
      ASSERT_TRUE(table) << table.error().detail;
      ASSERT_EQ(table->quotes.size(), 1U);
      const auto& tick = (*frame)->ticks.at(0);
      EXPECT_EQ(one.pairs[tick.pair], table->quotes[0].pair);
      EXPECT_EQ(tick.value, table->quotes[0].value);
      EXPECT_EQ(tick.as_of, table->quotes[0].as_of);
      const auto origin = one.decoder.origin_of(tick);
      EXPECT_EQ(origin.row, table->quotes[0].origin->row);
      EXPECT_EQ(origin.rate, table->quotes[0].origin->rate);
      EXPECT_EQ(origin.multiplier, table->quotes[0].origin->multiplier);
    }
  }
}

TEST(FrameDecoder, NamesProblemsAsTablesDo) {
  DecoderOf one("kraken", {"BTC/USD"});
  for (const auto& text :
       {ticker(row("0")), ticker(row("\"x\"")), ticker(row("1e16")), ticker(row("1", "\"x\"")),
        ticker(row("1", "\"2028-01-01T00:00:00Z\""))}) {
    const auto frame = one.decoder.decode(text, test::after_all());
    ASSERT_TRUE(frame && (*frame)->problems.size() == 1U);
    const auto& problem = (*frame)->problems.front();
    const auto table = decode(one.preset.mapping, text, {}, test::after_all());
    ASSERT_FALSE(table);
    EXPECT_THAT(table.error().detail,
                testing::EndsWith("; " + problem.where + ": " + problem.what));
  }
}

}  // namespace
}  // namespace tickerd::feeds
