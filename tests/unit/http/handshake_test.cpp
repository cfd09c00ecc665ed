#include "http/handshake.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

const Fields good{{"upgrade", "websocket"},
                  {"connection", "Upgrade"},
                  {"sec-websocket-version", "13"},
                  {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};

Request upgrade(Fields headers) {
  Request request;
  request.method = "GET";
  request.path = "/v1/stream";
  request.headers = std::move(headers);
  return request;
}

Fields with(std::string_view name, std::string_view value) {
  auto headers = good;
  for (auto& [field, held] : headers) {
    if (field == name) held = value;
  }
  return headers;
}

Fields without(std::string_view name) {
  auto headers = good;
  std::erase_if(headers, [name](const auto& field) { return field.first == name; });
  return headers;
}

Fields and_also(std::string name, std::string value) {
  auto headers = good;
  headers.emplace_back(std::move(name), std::move(value));
  return headers;
}

TEST(AcceptKey, IsThatOfTheStandard) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

struct HandshakeCase {
  std::string name;
  Fields headers;
  int status;
};

class Handshake : public testing::TestWithParam<HandshakeCase> {};

TEST_P(Handshake, IsCheckedBeforeItIsAccepted) {
  const auto response = answer_handshake(upgrade(GetParam().headers));
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.header("Sec-WebSocket-Accept").has_value(), GetParam().status == 101);
}

const HandshakeCase cases[] = {
    {"Good", good, 101},
    {"OtherCase", with("upgrade", "WebSocket"), 101},
    {"SeveralConnectionOptions", with("connection", "keep-alive, Upgrade"), 101},
    {"RepeatedConnectionLines", and_also("connection", "keep-alive"), 101},
    {"SeveralUpgrades", with("upgrade", "h2c, websocket"), 101},
    {"NoUpgrade", without("upgrade"), 426},
    {"OtherUpgrade", with("upgrade", "websocketx"), 426},
    {"NoConnection", without("connection"), 400},
    {"OtherConnection", with("connection", "keep-alive"), 400},
    {"NoVersion", without("sec-websocket-version"), 426},
    {"OldVersion", with("sec-websocket-version", "8"), 426},
    {"NoKey", without("sec-websocket-key"), 400},
    {"TwoKeys", and_also("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), 400},
    {"ShortKey", with("sec-websocket-key", "dGhlIHNhbXBsZQ=="), 400},
    {"LongKey", with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZSB0aGF0IGlz"), 400},
    {"LongKeyWithPadding", with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQQ=="), 400},
    {"KeyWithoutPadding", with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQAA"), 400},
    {"KeyThatIsNoBase64", with("sec-websocket-key", "dGhlIHNhbXBsZSBub25j!Q=="), 400},
};
INSTANTIATE_TEST_SUITE_P(Table, Handshake, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(HandshakeAnswer, AgreesToCompressionOnlyWhereItMay) {
  const auto asked = upgrade(and_also("sec-websocket-extensions", "permessage-deflate"));
  EXPECT_TRUE(answer_handshake(asked, true).deflated);
  EXPECT_TRUE(answer_handshake(asked, true).header("Sec-WebSocket-Extensions"));
  EXPECT_FALSE(answer_handshake(asked, false).deflated);
  EXPECT_FALSE(answer_handshake(asked, false).header("Sec-WebSocket-Extensions"));
  EXPECT_FALSE(answer_handshake(upgrade(good), true).deflated);
}

TEST(HandshakeAnswer, EchoesTheProtocolThatIsSpoken) {
  const auto asked = answer_handshake(upgrade(and_also("sec-websocket-protocol", "a, tickerd.v1")));
  EXPECT_EQ(asked.header("Sec-WebSocket-Protocol"), "tickerd.v1");
  const auto other = answer_handshake(upgrade(and_also("sec-websocket-protocol", "other")));
  EXPECT_EQ(other.status, 101);
  EXPECT_FALSE(other.header("Sec-WebSocket-Protocol"));
}

TEST(HandshakeAnswer, NamesTheVersionItSpeaks) {
  const auto response = answer_handshake(upgrade(with("sec-websocket-version", "12")));
  EXPECT_EQ(response.header("Sec-WebSocket-Version"), "13");
  EXPECT_EQ(response.header("Upgrade"), "websocket");
}

TEST(HandshakeAnswer, NeedsGetAndTheNewerProtocol) {
  auto head = upgrade(good);
  head.method = "HEAD";
  EXPECT_EQ(answer_handshake(head).status, 405);
  auto old = upgrade(good);
  old.minor_version = 0;
  EXPECT_EQ(answer_handshake(old).status, 400);
}

}  // namespace
}  // namespace tickerd::http
