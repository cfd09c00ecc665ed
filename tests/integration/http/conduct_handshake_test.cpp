#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

/// What the port does with the opening handshake: RFC 6455 section 4.2, case by case.
namespace tickerd::http::test::handshake {
namespace {

using std::chrono::milliseconds;

struct HandshakeCase {
  std::string name;
  std::string line;
  std::string headers;
  int status;
  std::string field = {};  // a header of the answer, and what it holds
  std::string value = {};
};
void PrintTo(const HandshakeCase& row, std::ostream* out) { *out << row.name; }

class OpeningHandshake : public testing::TestWithParam<HandshakeCase> {};

TEST_P(OpeningHandshake, GetsItsStatus) {
  const auto& row = GetParam();
  const Node node;
  Client client(node.port());
  client.send(row.line + "\r\n" + row.headers + "\r\n");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, row.status) << answer.body;
  if (!row.field.empty()) {
    ASSERT_TRUE(answer.headers.contains(row.field));
    EXPECT_EQ(answer.headers.at(row.field), row.value);
  }
  if (row.status == 101) {
    EXPECT_TRUE(client.read_text().contains(R"("type":"hello")"));
  } else {
    EXPECT_FALSE(answer.headers.contains("sec-websocket-accept"));
    EXPECT_EQ(client.get("/livez").status, 200) << "the connection is as good as before";
  }
}

const std::string line = "GET /v1/stream HTTP/1.1";
const std::string host = "Host: a\r\n";
const std::string upgrade = "Upgrade: websocket\r\n";
const std::string connection = "Connection: Upgrade\r\n";
const std::string version = "Sec-WebSocket-Version: 13\r\n";
const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const std::string good = host + upgrade + connection + version + key;

const HandshakeCase cases[] = {
    {"OfTheStandard", line, good, 101, "sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
    {"UpgradeIsNamed", line, good, 101, "upgrade", "websocket"},
    {"ConnectionIsNamed", line, good, 101, "connection", "Upgrade"},
    {"AbsoluteForm", "GET http://a/v1/stream HTTP/1.1", good, 101},
    {"OtherCase", line,
     host + "UPGRADE: WebSocket\r\nCONNECTION: UPGRADE\r\nSEC-WEBSOCKET-VERSION: 13\r\n" + key,
     101},
    {"TwoConnectionLines", line, good + "Connection: keep-alive\r\n", 101},
    {"ConnectionList", line, host + upgrade + "Connection: keep-alive, Upgrade\r\n" + version + key,
     101},
    {"OurSubprotocol", line, good + "Sec-WebSocket-Protocol: other, tickerd.v1\r\n", 101,
     "sec-websocket-protocol", "tickerd.v1"},
    {"UnknownExtensionIsLeftOut", line, good + "Sec-WebSocket-Extensions: x-unheard-of\r\n", 101},
    {"Plain", line, host, 426, "upgrade", "websocket"},
    {"PlainNamesTheVersion", line, host, 426, "sec-websocket-version", "13"},
    {"OtherUpgrade", line, host + "Upgrade: h2c\r\n" + connection + version + key, 426},
    {"NoConnection", line, host + upgrade + version + key, 400},
    {"OtherConnection", line, host + upgrade + "Connection: keep-alive\r\n" + version + key, 400},
    {"Version8", line, host + upgrade + connection + "Sec-WebSocket-Version: 8\r\n" + key, 426,
     "sec-websocket-version", "13"},
    {"Version14", line, host + upgrade + connection + "Sec-WebSocket-Version: 14\r\n" + key, 426},
    {"VersionNoNumber", line, host + upgrade + connection + "Sec-WebSocket-Version: x\r\n" + key,
     426},
    {"NoVersion", line, host + upgrade + connection + key, 426},
    {"TwoVersions", line, good + "Sec-WebSocket-Version: 8\r\n", 426},
    {"NoKey", line, host + upgrade + connection + version, 400},
    {"TwoKeys", line, good + key, 400},
    {"EmptyKey", line, host + upgrade + connection + version + "Sec-WebSocket-Key:\r\n", 400},
    {"ShortKey", line,
     host + upgrade + connection + version + "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n", 400},
    {"LongKey", line,
     host + upgrade + connection + version + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh\r\n",
     400},
    {"KeyNoBase64", line,
     host + upgrade + connection + version + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n",
     400},
    {"OldHttp", "GET /v1/stream HTTP/1.0", good + "Connection: keep-alive\r\n", 400},
    {"Post", "POST /v1/stream HTTP/1.1", good + "Content-Length: 0\r\n", 405},
    {"Elsewhere", "GET /v1/nothing HTTP/1.1", good, 404},
};
INSTANTIATE_TEST_SUITE_P(Table, OpeningHandshake, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(OpeningHandshakeConduct, AgreesToNothingThatWasNotOffered) {
  const Node node;
  Client client(node.port());
  client.send(line + "\r\n" + good +
              "Sec-WebSocket-Protocol: other\r\nSec-WebSocket-Extensions: x-unheard-of\r\n\r\n");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 101);
  EXPECT_FALSE(answer.headers.contains("sec-websocket-protocol"));
  EXPECT_FALSE(answer.headers.contains("sec-websocket-extensions"));
}

TEST(OpeningHandshakeConduct, MayComeInPieces) {
  const Node node;
  Client client(node.port());
  for (const char byte : line + "\r\n" + good + "\r\n") client.send(std::string_view(&byte, 1));
  EXPECT_EQ(client.read_answer().status, 101);
}

TEST(OpeningHandshakeConduct, MayFollowOtherRequests) {
  const Node node;
  Client client(node.port());
  client.send("GET /livez HTTP/1.1\r\n" + host + "\r\n" + line + "\r\n" + good + "\r\n");
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(client.read_answer().status, 101);
}

}  // namespace
}  // namespace tickerd::http::test::handshake
