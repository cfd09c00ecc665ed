#include "stream/wire.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

using sample::noon;
using Texts = std::vector<std::string>;

/// The rate that the protocol shows.
rates::Rate tjs() {
  return sample::with_basis(sample::rate("TJS/USD", "0.10710"), "0.10701", "2026-05-18");
}

TEST(WireRate, HasTheProtocolsFieldsInItsOrder) {
  rates::Rate rate = tjs();
  rate.value = sample::number("0.107099999");
  rate.basis->value = sample::number("0.107009499");
  EXPECT_EQ(wire::rate_json(rate, 42, Numbers::text),
            R"({"pair":"TJS/USD","rate":"0.10710","change":"0.0000905","change_pct":"0.08",)"
            R"("basis":{"kind":"previous_close","rate":"0.10701","as_of":"2026-05-18"},)"
            R"("as_of":"2026-05-19","fetched_at":"2026-05-19T05:02:11.480Z","source":"nbt",)"
            R"("status":"live","seq":42})");
}

TEST(WireRate, NumbersCarryTheSameDigits) {
  EXPECT_EQ(wire::rate_json(tjs(), 42, Numbers::json),
            R"({"pair":"TJS/USD","rate":0.10710,"change":0.0000900,"change_pct":0.08,)"
            R"("basis":{"kind":"previous_close","rate":0.10701,"as_of":"2026-05-18"},)"
            R"("as_of":"2026-05-19","fetched_at":"2026-05-19T05:02:11.480Z","source":"nbt",)"
            R"("status":"live","seq":42})");
}

TEST(WireRate, AgainstTheBasisThatWasAskedFor) {
  auto rate = sample::with_basis(sample::rate("TJS/USD", "0.10710"), "0.10701", "2026-05-18");
  rate.other_bases = {{.kind = rates::BasisKind::day,
                       .value = sample::number("0.1"),
                       .as_of = sample::as_of("2026-05-17")}};
  const auto text = wire::rate_json(rate, 42, Numbers::json, rates::BasisKind::day);
  EXPECT_TRUE(text.contains(R"("change":0.0071000,"change_pct":7.1,)"
                            R"("basis":{"kind":"24h","rate":0.10000,"as_of":"2026-05-17"},)"))
      << text;
  EXPECT_TRUE(wire::rate_json(rate, 42, Numbers::text, rates::BasisKind::week)
                  .contains(R"("change":null,"change_pct":null,"basis":null,)"));
}

TEST(WireRate, WithoutBasisHasNoChange) {
  const auto text = wire::rate_json(sample::rate("TJS/USD", "0.10710"), 1, Numbers::text);
  EXPECT_TRUE(text.contains(R"("change":null,"change_pct":null,"basis":null,)")) << text;
}

TEST(WireRate, TextFromOutsideIsEscaped) {
  rates::Rate rate = tjs();
  rate.source = "a\"b\\c\n\x01<img>\xFF";
  const auto json = nlohmann::json::parse(wire::rate_json(rate, 1, Numbers::text));
  EXPECT_EQ(json["source"], "a\"b\\c\n\x01<img>\uFFFD");
}

TEST(WireRate, InstantsAndStatusesAreWords) {
  rates::Rate rate = tjs();
  rate.as_of = sample::as_of("2026-05-19T05:00:00.000Z");
  rate.status = rates::Status::pegged;
  const auto text = wire::rate_json(rate, 1, Numbers::text);
  EXPECT_TRUE(text.contains(R"("as_of":"2026-05-19T05:00:00.000Z")")) << text;
  EXPECT_TRUE(text.contains(R"("status":"pegged")")) << text;
}

struct MessageCase {
  std::string name;
  std::string message;
  std::string expected;
};

class WireMessage : public testing::TestWithParam<MessageCase> {};

TEST_P(WireMessage, HasTheProtocolsFieldsInItsOrder) {
  EXPECT_EQ(GetParam().message, GetParam().expected);
  EXPECT_TRUE(nlohmann::json::accept(GetParam().message));
}

const rates::Position position{"e", 42};
const Texts two{R"({"a":1})", R"({"b":2})"};
const std::vector<wire::FailedPair> failed{{"X\"Y", "bad_pair"}, {"AA/BB", "unknown_pair"}};

const std::vector<wire::Credit> two_credits{{"boi", "Source: \"BOI\""}, {"nbp", "NBP"}};

const MessageCase message_cases[] = {
    {"Hello", wire::hello(position, std::chrono::seconds(15), "tickerd/0.1.0", {}),
     R"({"type":"hello","v":1,"epoch":"e","seq":42,"heartbeat_ms":15000,"server":"tickerd/0.1.0"})"},
    {"HelloWithCredits",
     wire::hello(position, std::chrono::seconds(15), "tickerd/0.1.0", two_credits),
     R"({"type":"hello","v":1,"epoch":"e","seq":42,"heartbeat_ms":15000,"server":"tickerd/0.1.0",)"
     R"("credits":{"boi":"Source: \"BOI\"","nbp":"NBP"}})"},
    {"Snapshot", wire::snapshot(position, noon, false, two),
     R"({"type":"snapshot","epoch":"e","seq":42,"ts":"2026-05-19T12:00:00.000Z","resumed":false,)"
     R"("rates":[{"a":1},{"b":2}]})"},
    {"ResumedSnapshotOfNothing", wire::snapshot(position, noon, true, Texts()),
     R"({"type":"snapshot","epoch":"e","seq":42,"ts":"2026-05-19T12:00:00.000Z","resumed":true,)"
     R"("rates":[]})"},
    {"UpdateOfNothing", wire::update_head(position, 40, noon) + std::string(wire::rates_end),
     R"({"type":"update","epoch":"e","seq":42,"prev":40,"ts":"2026-05-19T12:00:00.000Z",)"
     R"("rates":[]})"},
    {"Heartbeat", wire::heartbeat(42, 40, noon),
     R"({"type":"heartbeat","seq":42,"prev":40,"ts":"2026-05-19T12:00:00.000Z"})"},
    {"Subscribed", wire::answer("subscribed", "7", Texts{"KGS/USD", "TJS/USD"}, failed),
     R"({"type":"subscribed","id":7,"ok":["KGS/USD","TJS/USD"],)"
     R"("failed":[{"pair":"X\"Y","code":"bad_pair"},{"pair":"AA/BB","code":"unknown_pair"}]})"},
    {"UnsubscribedWithoutId", wire::answer("unsubscribed", "", {}, {}),
     R"({"type":"unsubscribed","ok":[],"failed":[]})"},
    {"Pong", wire::pong(R"("a")", noon),
     R"({"type":"pong","id":"a","ts":"2026-05-19T12:00:00.000Z"})"},
    {"PongWithoutId", wire::pong("", noon), R"({"type":"pong","ts":"2026-05-19T12:00:00.000Z"})"},
    {"Error", wire::error("7", "too_many", "slow \"down\"", true, std::chrono::milliseconds(1500)),
     R"({"type":"error","id":7,"code":"too_many","message":"slow \"down\"","temporary":true,)"
     R"("retry_after_ms":1500})"},
    {"ErrorForGood", wire::error("", "bad_document", "no", false, std::nullopt),
     R"({"type":"error","code":"bad_document","message":"no","temporary":false})"},
    {"Bye", wire::bye("restart", std::chrono::milliseconds(731)),
     R"({"type":"bye","reason":"restart","reconnect_ms":731})"},
};
INSTANTIATE_TEST_SUITE_P(Table, WireMessage, testing::ValuesIn(message_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::stream
