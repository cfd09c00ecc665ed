#include "http/web_origin.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

TEST(WebOrigin, IsWrittenShortAndInLowerCase) {
  EXPECT_EQ(WebOrigin::parse("HTTPS://News.Example:443")->text(), "https://news.example");
  EXPECT_EQ(WebOrigin::parse("http://news.example:443")->text(), "http://news.example:443");
  EXPECT_EQ(WebOrigin::parse("https://[::1]:8443")->authority(), "[::1]:8443");
  EXPECT_EQ(WebOrigin::parse("http://a.example"), WebOrigin::parse("http://A.example:80"));
}

TEST(WebOrigin, IsOfThisMachineOrNot) {
  for (const auto* const text :
       {"http://localhost:1", "http://a.localhost", "http://127.0.0.1", "http://[::1]:80"}) {
    EXPECT_TRUE(WebOrigin::parse(text)->is_loopback()) << text;
  }
  for (const auto* const text :
       {"http://127.evil.example", "http://localhost.example", "http://10.0.0.1", "http://[::2]"}) {
    EXPECT_FALSE(WebOrigin::parse(text)->is_loopback()) << text;
  }
}

struct BadOrigin {
  std::string name;
  std::string text;
  std::string said;
};

class NoWebOrigin : public testing::TestWithParam<BadOrigin> {};

TEST_P(NoWebOrigin, IsRefusedWithWhatIsWrong) {
  const auto origin = WebOrigin::parse(GetParam().text);
  ASSERT_FALSE(origin);
  EXPECT_TRUE(origin.error().detail.starts_with(GetParam().said)) << origin.error().detail;
}

const BadOrigin bad_origins[] = {
    {"NoScheme", "news.example", "expected an origin such as"},
    {"OtherScheme", "ftp://news.example", "expected an origin of http or https"},
    {"NoHost", "https://", "expected an origin with a host"},
    {"Wildcard", "https://*.example", "expected an origin with a host"},
    {"Path", "https://news.example/a", "expected an origin without a path"},
    {"Query", "https://news.example?a", "expected an origin without a query"},
    {"User", "https://me@news.example", "expected an origin without a user"},
    {"UserAndPassword", "https://me:it@news.example", "expected an origin without a user"},
    {"Port", "https://news.example:0", "expected an origin with a port from 1 to 65535"},
    {"Quote", "https://news.example\"",
     "expected an origin with nothing but a port behind its host"},
};
INSTANTIATE_TEST_SUITE_P(Table, NoWebOrigin, testing::ValuesIn(bad_origins),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
