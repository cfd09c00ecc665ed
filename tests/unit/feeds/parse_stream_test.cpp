#include "feeds/parse_stream.hpp"

#include <gtest/gtest.h>

#include "feeds/preset.hpp"

namespace tickerd::feeds {
namespace {

constexpr std::string_view good = R"({
  "title": "Exchange", "url": "wss://exchange.example/ws?s={symbols}",
  "stream": {
    "symbol": "{base}_{quote}", "lower": true, "between": "+",
    "subscribe": [{"op": "sub", "args": ["{symbols}"]}, ["x"]],
    "frames": {"at": "/ch", "is": ["t"]},
    "accepted": {"at": "/ok", "symbols": "/s/*"},
    "refused": {"at": "/bad", "is": ["1"], "symbols": "/s", "message": ["/m", "/n"]},
    "silence": "20s", "keep_alive": "ping"
  },
  "mapping": {"format": "json", "rows": "/d/*", "pair": "/s", "rate": "/r",
              "date": {"row": "/t", "patterns": ["%s"]}}
})";

TEST(ParseStream, ReadsEveryKey) {
  const auto preset = parse_preset(good, "exchange");
  ASSERT_TRUE(preset) << preset.error().detail;
  ASSERT_TRUE(preset->stream);
  const auto& form = *preset->stream;
  EXPECT_EQ(form.symbol, "{base}_{quote}");
  EXPECT_TRUE(form.lower);
  EXPECT_EQ(form.between, "+");
  EXPECT_EQ(form.subscribe,
            (std::vector<std::string>{R"({"args":["{symbols}"],"op":"sub"})", R"(["x"])"}));
  EXPECT_EQ(form.frames->at, "/ch");
  EXPECT_EQ(form.frames->is, std::vector<std::string>{"t"});
  EXPECT_EQ(form.accepted->when.at, "/ok");
  EXPECT_TRUE(form.accepted->when.is.empty());
  EXPECT_EQ(form.accepted->symbols, "/s/*");
  EXPECT_EQ(form.refused->symbols, "/s");
  EXPECT_EQ(form.refused->message, (std::vector<std::string>{"/m", "/n"}));
  EXPECT_EQ(form.silence, std::chrono::seconds(20));
  EXPECT_EQ(form.keep_alive, "ping");
}

struct BadCase {
  const char* name;
  const char* from;
  const char* to;
  const char* detail;
};

void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

class BadStream : public testing::TestWithParam<BadCase> {};

TEST_P(BadStream, NamesThePlaceAndWhatWasExpected) {
  std::string text(good);
  const std::string_view from = GetParam().from;
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos);
  const auto preset = parse_preset(text.replace(at, from.size(), GetParam().to), "exchange");
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().detail, std::string("preset exchange: ") + GetParam().detail);
}

const BadCase bad_cases[] = {
    {"UnknownKey", R"("between")", R"("betwen")",
     R"(/stream/betwen: unknown key; did you mean "between"?)"},
    {"Symbol", R"({base}_{quote})", "{base}",
     R"(/stream/symbol: expected {base} and {quote}, got "{base}")"},
    {"Subscribe", R"(["x"]])", R"("x"])",
     "/stream/subscribe: expected objects or arrays, each a message"},
    {"Frames", R"("/ch")", R"("ch")",
     R"j(/stream/frames/at: expected a JSON Pointer ("/rate"), got "ch")j"},
    {"StarInOne", R"("at": "/bad")", R"("at": "/bad/*")",
     R"(/stream/refused/at: expected * as a whole step, in rows only, got "/bad/*")"},
    {"MessageOfAnAcceptance", R"("symbols": "/s/*")", R"("message": ["/m"])",
     "/stream/accepted/message: unknown key"},
    {"Silence", R"("20s")", R"("2h")", "/stream/silence: expected at most 1h"},
    {"Http", "wss://exchange.example/ws?s={symbols}", "https://exchange.example/",
     "/url: url: expected ws or wss, got https"},
    {"Template", "s={symbols}", "s={pairs}",
     R"(/url: url: expected {symbols} or {key} in a stream, got "{pairs}")"},
    {"Csv", R"("json", "rows": "/d/*", "pair": "/s", "rate": "/r",)",
     R"("csv", "pair": "s", "rate": "r",)", "/mapping/format: expected json in a stream"},
    {"Code", R"("pair": "/s")", R"("code": "/s", "base": "USD")",
     "/mapping/pair: expected one in a stream"},
    {"Multiplier", R"("rate": "/r",)", R"("rate": "/r", "multiplier": "/m",)",
     "/mapping: expected only rows, pair, rate (or buy and sell), date, where, no_value and "
     "decimal_marks in a stream"},
    {"Constant", R"("rate": "/r",)", R"("rate": "=1",)",
     "/mapping: expected JSON Pointers in a stream, got a constant or key()"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadStream, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ParseStream, IsAskedForByWebSocketUrls) {
  const auto preset = parse_preset(
      R"({"title": "T", "url": "wss://x/", "mapping": {"format": "json", "rows": "", "pair": "/s",
          "rate": "/r", "date": {"row": "/t", "patterns": ["%s"]}}})",
      "bank");
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().detail,
            R"(preset bank: /url: expected http:// or https://, got "wss://x/")");
}

}  // namespace
}  // namespace tickerd::feeds
