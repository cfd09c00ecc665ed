#include "net/url.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

struct GoodCase {
  const char* name;
  std::string text;
  bool https;
  std::string host;
  unsigned port;
  std::string target;
  std::string authority;
  bool literal;
};

class GoodUrl : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodUrl, IsTakenApart) {
  const auto& row = GetParam();
  const auto url = Url::parse(row.text);
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_EQ(url->is_https(), row.https);
  EXPECT_EQ(url->host(), row.host);
  EXPECT_EQ(url->port(), row.port);
  EXPECT_EQ(url->target(), row.target);
  EXPECT_EQ(url->authority(), row.authority);
  EXPECT_EQ(url->literal().has_value(), row.literal);
}

/// Four labels of 63, 63, 63 and 61 letters: 253 with their dots, the most that a name has.
const std::string longest_name = [] {
  const std::string label(63, 'a');
  return label + '.' + label + '.' + label + '.' + std::string(61, 'b');
}();
const std::string longest_path = '/' + std::string(8192 - std::string("http://a.b/").size(), 'a');

const GoodCase good_cases[] = {
    {"Plain", "http://cbu.uz/a", false, "cbu.uz", 80, "/a", "cbu.uz", false},
    {"Https", "https://cbu.uz/a", true, "cbu.uz", 443, "/a", "cbu.uz", false},
    {"UpperCase", "HTTPS://CBU.uz/A", true, "cbu.uz", 443, "/A", "cbu.uz", false},
    {"NoPath", "https://cbu.uz", true, "cbu.uz", 443, "/", "cbu.uz", false},
    {"QueryWithoutPath", "http://a.b?x=1", false, "a.b", 80, "/?x=1", "a.b", false},
    {"Port", "http://localhost:9000/n.xml", false, "localhost", 9000, "/n.xml", "localhost:9000",
     false},
    {"OwnPort", "https://a.b:443/", true, "a.b", 443, "/", "a.b", false},
    {"EmptyPort", "http://a.b:/x", false, "a.b", 80, "/x", "a.b", false},
    {"FragmentDropped", "http://a.b/x?y=1#z", false, "a.b", 80, "/x?y=1", "a.b", false},
    {"FragmentAfterHost", "http://a.b#z", false, "a.b", 80, "/", "a.b", false},
    {"V4", "http://127.0.0.1:9/", false, "127.0.0.1", 9, "/", "127.0.0.1:9", true},
    {"V6", "http://[::1]:9/", false, "::1", 9, "/", "[::1]:9", true},
    {"V6Long", "http://[0:0:0:0:0:0:0:1]/", false, "::1", 80, "/", "[::1]", true},
    {"V4Mapped", "http://[::ffff:127.0.0.1]/", false, "::ffff:127.0.0.1", 80, "/",
     "[::ffff:127.0.0.1]", true},
    {"AtInPath", "https://cdn.jsdelivr.net/npm/@x/y@1/a", true, "cdn.jsdelivr.net", 443,
     "/npm/@x/y@1/a", "cdn.jsdelivr.net", false},
    {"TrailingDot", "http://a.b./", false, "a.b.", 80, "/", "a.b.", false},
    {"LongestName", "http://" + longest_name + "/", false, longest_name, 80, "/", longest_name,
     false},
    {"LongestUrl", "http://a.b" + longest_path, false, "a.b", 80, longest_path, "a.b", false},
    {"Underscore", "http://my_host/", false, "my_host", 80, "/", "my_host", false},
};
INSTANTIATE_TEST_SUITE_P(Table, GoodUrl, testing::ValuesIn(good_cases),
                         [](const auto& row) { return row.param.name; });

struct BadCase {
  const char* name;
  std::string text;
  Errc code;
  const char* says;
};

class BadUrl : public testing::TestWithParam<BadCase> {};

TEST_P(BadUrl, IsRefusedWithItsReason) {
  const auto url = Url::parse(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, GetParam().code);
  EXPECT_THAT(url.error().detail, testing::HasSubstr(GetParam().says));
  EXPECT_THAT(url.error().detail, testing::Not(testing::HasSubstr("s3cret")));
}

const BadCase bad_cases[] = {
    {"Empty", "", Errc::bad_argument, "expected http:// or https:// first"},
    {"NoScheme", "cbu.uz/a?key=s3cret", Errc::bad_argument, "expected http:// or https://"},
    {"File", "file:///etc/passwd", Errc::refused, "expected http or https, got file"},
    {"Gopher", "gopher://a.b/s3cret", Errc::refused, "got gopher"},
    {"WebSocket", "ws://a.b/", Errc::refused, "got ws"},
    {"NoSlashes", "http:a.b", Errc::bad_argument, "expected //"},
    {"User", "http://me@a.b/", Errc::refused, "user information"},
    {"Password", "http://me:s3cret@a.b/", Errc::refused, "user information"},
    {"UserAfterBackslash", "http://a.b\\@c.d/", Errc::refused, ""},
    {"NoHost", "http:///a?key=s3cret", Errc::bad_argument, "expected a host name"},
    {"OnlyPort", "http://:80/", Errc::bad_argument, "expected a host name"},
    {"NewLine", "http://a.b/\r\nX: y", Errc::bad_argument, "byte 0x0d at 11"},
    {"Nul", std::string("http://a.b/\0", 12), Errc::bad_argument, "byte 0x00"},
    {"Space", "http://a.b/ s3cret", Errc::bad_argument, "byte 0x20"},
    {"NonAscii", "http://\xd0\xb0.b/", Errc::bad_argument, "byte 0xd0"},
    {"PortZero", "http://a.b:0/", Errc::bad_argument, "1 to 65535"},
    {"PortTooLarge", "http://a.b:65536/", Errc::bad_argument, "got \"65536\""},
    {"PortNoNumber", "http://a.b:8x/", Errc::bad_argument, "got \"8x\""},
    {"PortSigned", "http://a.b:-1/", Errc::bad_argument, "got \"-1\""},
    {"DecimalAddress", "http://2130706433/", Errc::bad_argument, "expected a host name"},
    {"OctalAddress", "http://0177.0.0.1/", Errc::bad_argument, "expected a host name"},
    {"PaddedAddress", "http://127.0.0.01/", Errc::bad_argument, "expected a host name"},
    {"ShortAddress", "http://127.1/", Errc::bad_argument, "expected a host name"},
    {"HexAddress", "http://0x7f000001/", Errc::bad_argument, "expected a host name"},
    {"HexLastPart", "http://127.0.0.0x1/", Errc::bad_argument, "expected a host name"},
    {"FivePartAddress", "http://1.2.3.4.5/", Errc::bad_argument, "expected a host name"},
    {"AddressWithDot", "http://127.0.0.1./", Errc::bad_argument, "expected a host name"},
    {"Zone", "http://[fe80::1%25lo]/", Errc::bad_argument, "expected a host name"},
    {"BracketsOpen", "http://[::1/", Errc::bad_argument, "expected a host name"},
    {"BracketedV4", "http://[127.0.0.1]/", Errc::bad_argument, "expected a host name"},
    {"AfterBrackets", "http://[::1]x/", Errc::bad_argument, "expected a port after"},
    {"BareV6", "http://::1/", Errc::bad_argument, "expected a host name"},
    {"Percent", "http://%6c%6f/", Errc::bad_argument, "expected a host name"},
    {"EmptyLabel", "http://a..b/", Errc::bad_argument, "expected a host name"},
    {"DashFirst", "http://-a.b/", Errc::bad_argument, "expected a host name"},
    {"DashLast", "http://a-.b/", Errc::bad_argument, "expected a host name"},
    {"LongName", "http://" + longest_name + "b/", Errc::bad_argument, "a host name"},
    {"Delete", "http://a.b/\x7f", Errc::bad_argument, "byte 0x7f at 11"},
    {"LongLabel", "http://" + std::string(64, 'a') + ".b/", Errc::bad_argument, "a host name"},
    {"TooLong", "http://a.b/" + std::string(9000, 'a'), Errc::bad_argument, "at most 8192"},
    {"TooLongByOne", "http://a.b" + longest_path + "a", Errc::bad_argument, "got 8193"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadUrl, testing::ValuesIn(bad_cases),
                         [](const auto& row) { return row.param.name; });

struct ReferenceCase {
  const char* name;
  const char* reference;
  const char* expected;
};

class Reference : public testing::TestWithParam<ReferenceCase> {};

TEST_P(Reference, IsResolvedAgainstThePage) {
  const auto base = Url::parse("https://a.b:8443/x/y/z?q=1");
  ASSERT_TRUE(base);
  const auto url = base->resolve(GetParam().reference);
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_EQ(url->text(), GetParam().expected);
}

const ReferenceCase reference_cases[] = {
    {"Absolute", "http://c.d/e", "http://c.d/e"},
    {"SameScheme", "//c.d/e", "https://c.d/e"},
    {"Path", "/e?f=2", "https://a.b:8443/e?f=2"},
    {"Relative", "e", "https://a.b:8443/x/y/e"},
    {"RelativeUp", "../e", "https://a.b:8443/x/e"},
    {"UpTooFar", "../../../../e", "https://a.b:8443/e"},
    {"Dot", "./", "https://a.b:8443/x/y/"},
    {"UpAlone", "..", "https://a.b:8443/x/"},
    {"Query", "?f=2", "https://a.b:8443/x/y/z?f=2"},
    {"Empty", "", "https://a.b:8443/x/y/z?q=1"},
    {"Fragment", "#top", "https://a.b:8443/x/y/z?q=1"},
    {"SlashesKept", "/e//f", "https://a.b:8443/e//f"},
    {"DotsInQuery", "/e?f=../g", "https://a.b:8443/e?f=../g"},
    {"UrlInQuery", "e?to=http://c.d", "https://a.b:8443/x/y/e?to=http://c.d"},
};
INSTANTIATE_TEST_SUITE_P(Table, Reference, testing::ValuesIn(reference_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Url, RefusesAReferenceToAnotherScheme) {
  const auto base = Url::parse("https://a.b/");
  ASSERT_TRUE(base);
  const auto url = base->resolve("file:///etc/passwd");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, Errc::refused);
}

TEST(WebSocketUrl, IsOneOfWsOrWss) {
  const auto plain = Url::parse_web_socket("ws://127.0.0.1:9/a?b");
  ASSERT_TRUE(plain) << plain.error().detail;
  EXPECT_FALSE(plain->is_https());
  EXPECT_EQ(plain->text(), "ws://127.0.0.1:9/a?b");
  const auto secure = Url::parse_web_socket("WSS://Feed.example/v2");
  ASSERT_TRUE(secure) << secure.error().detail;
  EXPECT_TRUE(secure->is_https());
  EXPECT_EQ(secure->port(), 443);
  EXPECT_EQ(secure->text(), "wss://feed.example/v2");
  EXPECT_EQ(Url::parse_web_socket("ws://feed.example")->port(), 80);
}

TEST(WebSocketUrl, IsNoOther) {
  const auto http = Url::parse_web_socket("https://feed.example/");
  ASSERT_FALSE(http);
  EXPECT_EQ(http.error().code, Errc::refused);
  EXPECT_EQ(http.error().detail, "url: expected ws or wss, got https");
  EXPECT_EQ(Url::parse_web_socket("feed.example").error().detail,
            "url: expected ws:// or wss:// first");
  EXPECT_EQ(Url::parse("wss://feed.example/").error().detail,
            "url: expected http or https, got wss");
  EXPECT_EQ(Url::parse_web_socket("ws://a:b@feed.example/").error().code, Errc::refused);
}

}  // namespace
}  // namespace tickerd::net
