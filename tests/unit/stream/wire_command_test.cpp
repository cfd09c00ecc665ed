#include <gtest/gtest.h>

#include "stream/wire.hpp"
#include "unit/stream/client_bytes.hpp"

namespace tickerd::stream {
namespace {

using wire::Command;

struct CommandCase {
  std::string name;
  std::string text;
  Command command;
};

class GoodCommand : public testing::TestWithParam<CommandCase> {};

TEST_P(GoodCommand, IsRead) {
  const auto command = wire::parse_command(GetParam().text);
  ASSERT_TRUE(command) << command.error().detail;
  EXPECT_TRUE(*command == GetParam().command);
}

const CommandCase good_commands[] = {
    {"Subscribe", R"({"type":"subscribe","id":7,"pairs":["KGS/USD","*"],"since":"e:4"})",
     wire::Subscribe{"7", {"KGS/USD", "*"}, rates::Position{"e", 4}}},
    {"SubscribeInAnyOrder", R"({"pairs":["A/B"],"id":"x","type":"subscribe"})",
     wire::Subscribe{R"("x")", {"A/B"}, std::nullopt}},
    {"SubscribeWithOtherSince", R"({"type":"subscribe","pairs":[],"since":"x"})",
     wire::Subscribe{"", {}, std::nullopt}},
    {"Unsubscribe", R"({"type":"unsubscribe","pairs":["A/B"]})", wire::Unsubscribe{"", {"A/B"}}},
    {"List", R"({"type":"list","id":1})", wire::List{"1"}},
    {"Ping", R"( {"type" : "ping"} )", wire::Ping{""}},
    {"PingIgnoresPairs", R"({"type":"ping","pairs":["A/B"]})", wire::Ping{""}},
    {"NegativeId", R"({"type":"ping","id":-12})", wire::Ping{"-12"}},
    {"FractionId", R"({"type":"ping","id":1.50})", wire::Ping{"1.50"}},
    {"ExponentId", R"({"type":"ping","id":1E2})", wire::Ping{"1E2"}},
    {"HugeId", R"({"type":"ping","id":123456789012345678901234567890})",
     wire::Ping{"123456789012345678901234567890"}},
    {"LongestId", R"({"type":"ping","id":")" + std::string(126, 'x') + R"("})",
     wire::Ping{'"' + std::string(126, 'x') + '"'}},
    {"EscapedId", R"({"type":"ping","id":"a\"\n"})", wire::Ping{R"("a\"\n")"}},
    {"UnknownFields", R"({"x":{"type":"list","id":3},"y":[1,[2]],"z":null,"type":"ping","id":1})",
     wire::Ping{"1"}},
    {"FieldsOfInnerObjectsAreNotOurs", R"({"type":"ping","x":{"pairs":7,"id":null}})",
     wire::Ping{""}},
    {"LastOfARepeatedField", R"({"type":"list","type":"ping","id":1,"id":2})", wire::Ping{"2"}},
    {"RepeatedPairs", R"({"type":"unsubscribe","pairs":["A/B"],"pairs":["C/D"]})",
     wire::Unsubscribe{"", {"C/D"}}},
    {"EightLevels", R"({"type":"ping","x":[[[[[[[1]]]]]]]})", wire::Ping{""}},
};
INSTANTIATE_TEST_SUITE_P(Table, GoodCommand, testing::ValuesIn(good_commands),
                         [](const auto& row) { return row.param.name; });

struct BadCommandCase {
  std::string name;
  std::string text;
  std::string detail;
};

class BadCommand : public testing::TestWithParam<BadCommandCase> {};

TEST_P(BadCommand, SaysWhatWasExpectedAndWhatCame) {
  const auto command = wire::parse_command(GetParam().text);
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, rates::Errc::bad_document);
  EXPECT_EQ(command.error().detail, GetParam().detail);
}

const std::string pairs_wanted = "pairs: expected an array of pairs such as \"KGS/USD\", got ";

const BadCommandCase bad_commands[] = {
    {"Empty", "", "expected a JSON object, it breaks off at byte 1"},
    {"NotJson", "hello", "expected a JSON object, it breaks off at byte 1"},
    {"Truncated", R"({"type":"ping")", "expected a JSON object, it breaks off at byte 15"},
    {"Trailing", R"({"type":"ping"}x)", "expected a JSON object, it breaks off at byte 16"},
    {"NotUtf8", "{\"type\":\"\xFF\"}", "expected a JSON object, it breaks off at byte 10"},
    {"Array", "[]", "expected an object, got an array"},
    {"Number", "12", "expected an object, got 12"},
    {"String", R"("ping")", "expected an object, got \"ping\""},
    {"Null", "null", "expected an object, got null"},
    {"NoType", "{}", "type: expected subscribe, unsubscribe, list or ping, got \"\""},
    {"UnknownType", R"({"type":"publish"})",
     "type: expected subscribe, unsubscribe, list or ping, got \"publish\""},
    {"TypeIsNumber", R"({"type":1})", "type: expected a string, got 1"},
    {"TypeIsObject", R"({"type":{}})", "type: did not expect an object"},
    {"IdIsNull", R"({"type":"ping","id":null})", "id: expected a number or a string, got null"},
    {"IdIsTrue", R"({"type":"ping","id":true})", "id: expected a number or a string, got true"},
    {"IdIsArray", R"({"type":"ping","id":[1]})", "id: did not expect an array"},
    {"IdIsLong", R"({"type":"ping","id":")" + std::string(127, 'x') + R"("})",
     "id: expected at most 128 bytes, got 129"},
    {"NoPairs", R"({"type":"subscribe"})", pairs_wanted + "nothing"},
    {"NoPairsToLeave", R"({"type":"unsubscribe"})", pairs_wanted + "nothing"},
    {"PairsIsString", R"({"type":"subscribe","pairs":"*"})", pairs_wanted + "\"*\""},
    {"PairsIsObject", R"({"type":"subscribe","pairs":{}})", "pairs: did not expect an object"},
    {"PairIsNumber", R"({"type":"subscribe","pairs":["A/B",7]})", pairs_wanted + "7"},
    {"PairIsArray", R"({"type":"subscribe","pairs":[["A/B"]]})",
     "pairs: expected pairs such as \"KGS/USD\", got an array"},
    {"PairIsObject", R"({"type":"subscribe","pairs":[{}]})",
     "pairs: expected pairs such as \"KGS/USD\", got an object"},
    {"SinceIsNumber", R"({"type":"subscribe","pairs":[],"since":4})",
     "since: expected a string, got 4"},
    {"NineLevels", R"({"type":"ping","x":[[[[[[[[1]]]]]]]]})",
     "expected at most 8 levels of nesting"},
    {"FourThousandLevels", R"({"x":)" + std::string(4000, '['),
     "expected at most 8 levels of nesting"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadCommand, testing::ValuesIn(bad_commands),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::stream
