#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;

struct FrameCase {
  std::string name;
  std::string bytes;
  int code;
};

std::string close_payload(int code) {
  return {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
}

class Malformed : public testing::TestWithParam<FrameCase> {};

TEST_P(Malformed, EndsTheConnectionWithItsCode) {
  const Node node;
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  client.read_text();
  client.read_text();
  client.send(GetParam().bytes);
  const auto frame = client.read_frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->opcode, 8);
  EXPECT_EQ(frame->close_code(), GetParam().code);
  client.send_frame(8, close_payload(GetParam().code == 0 ? 1000 : GetParam().code));
  client.end_sending();
  EXPECT_TRUE(client.ends_within(milliseconds(2000)));
  Client other(node.port());
  EXPECT_EQ(other.get("/livez").status, 200);
}

const FrameCase cases[] = {
    {"Unmasked", client_frame(1, "{}", true, false), 1002},
    {"ReservedOpcode", client_frame(3, "{}"), 1002},
    {"ReservedBit", std::string("\xC1\x80\x01\x02\x03\x04", 6), 1002},
    {"FragmentedPing", client_frame(9, "a", false), 1002},
    {"LongPing", client_frame(9, std::string(126, 'a')), 1002},
    {"ContinuationOfNothing", client_frame(0, "a"), 1002},
    {"TextWithinText", client_frame(1, "a", false) + client_frame(1, "b"), 1002},
    {"NoUtf8", client_frame(1, "\xff"), 1007},
    {"Binary", client_frame(2, "a"), 1003},
    {"TooBig", client_frame(1, std::string(4097, ' ')), 1009},
    {"TooBigInParts",
     client_frame(1, std::string(4000, ' '), false) + client_frame(0, std::string(97, ' ')), 1009},
    {"HugeLength", std::string("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04", 14),
     1009},
    {"CloseWithNormalCode", client_frame(8, close_payload(1000) + "bye"), 1000},
    {"CloseWithoutCode", client_frame(8, ""), 0},
    {"CloseWithOwnCode", client_frame(8, close_payload(4999)), 4999},
    {"CloseWithHalfACode", client_frame(8, "a"), 1002},
    {"CloseWithForbiddenCode", client_frame(8, close_payload(1005)), 1002},
    {"CloseWithCodeOutOfRange", client_frame(8, close_payload(5000)), 1002},
    {"CloseWithBadReason", client_frame(8, close_payload(1000) + "\xff"), 1007},
};
INSTANTIATE_TEST_SUITE_P(Table, Malformed, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(ClosingHandshake, IsBounded) {
  auto site = quick_site();
  site.limits.close_time = milliseconds(200);
  const Node node(std::move(site));
  Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream?numbers=roman"), 101);
  EXPECT_TRUE(client.ends_within(milliseconds(3000)));
}

TEST(Connections, ThatVanishAreForgotten) {
  const Node node;
  for (int round = 0; round < 30; ++round) {
    Client client(node.port());
    ASSERT_EQ(client.upgrade("/v1/stream"), 101);
    if (round % 3 == 0) client.reset();
    if (round % 3 == 1) client.end_sending();
  }
  EXPECT_TRUE(wait_until(
      [](const Counters& c) { return c.connections.value() == 0 && c.websockets.value() == 0; },
      node.counters()));
}

}  // namespace
}  // namespace tickerd::http::test
