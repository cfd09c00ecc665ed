#include "http/origin.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

struct OriginCase {
  std::string name;
  std::vector<std::string> allowed;
  std::string origin;
  bool expected;
};

class Origin : public testing::TestWithParam<OriginCase> {};

TEST_P(Origin, IsComparedAsSchemeHostAndPort) {
  const auto rules = OriginRules::parse(GetParam().allowed);
  ASSERT_TRUE(rules) << rules.error().detail;
  EXPECT_EQ(rules->allows(GetParam().origin), GetParam().expected);
}

const std::vector<std::string> news{"https://news.example"};
const OriginCase cases[] = {
    {"Same", news, "https://news.example", true},
    {"SameWithItsPort", news, "https://news.example:443", true},
    {"OtherCase", news, "HTTPS://News.Example", true},
    {"OtherPort", news, "https://news.example:8443", false},
    {"OtherScheme", news, "http://news.example", false},
    {"Suffix", news, "https://evilnews.example", false},
    {"Subdomain", news, "https://a.news.example", false},
    {"Prefix", news, "https://news.example.evil.example", false},
    {"UserInformation", news, "https://news.example@evil.example", false},
    {"WithPath", news, "https://news.example/", false},
    {"CyrillicLookAlike", news, "https://n\xD0\xB5ws.example", false},
    {"File", news, "file://", false},
    {"Null", news, "null", false},
    {"NullThatIsListed", {"null"}, "null", true},
    {"NullInOtherCase", {"null"}, "NULL", false},
    {"Empty", news, "", false},
    {"Two", news, "https://news.example https://evil.example", false},
    {"PortTooLarge", news, "https://news.example:99999", false},
    {"PortMissing", news, "https://news.example:", false},
    {"Everybody", {"*"}, "https://evil.example", true},
    {"Nobody", {}, "https://news.example", false},
    {"Address", {"http://127.0.0.1:8080"}, "http://127.0.0.1:8080", true},
    {"Address6", {"http://[::1]:8080"}, "http://[::1]:8080", true},
    {"SecondInTheList", {"http://a.example", "http://b.example"}, "http://b.example", true},
};
INSTANTIATE_TEST_SUITE_P(Table, Origin, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(OriginRules, RefuseWhatIsNoOrigin) {
  for (const auto* const text : {"news.example", "https://", "ftp://news.example",
                                 "https://news.example/path", "https://*.example", ""}) {
    EXPECT_FALSE(OriginRules::parse({text})) << text;
  }
}

}  // namespace
}  // namespace tickerd::http
