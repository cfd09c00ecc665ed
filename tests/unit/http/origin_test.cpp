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
const std::vector<std::string> all{"https://*.news.example"};
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
    {"TrailingDot", news, "https://news.example.", false},
    {"Punycode", {"https://xn--e1afmkfd.example"}, "https://xn--e1afmkfd.example", true},
    {"AnySubdomain", all, "https://a.news.example", true},
    {"DeepSubdomain", all, "https://b.a.news.example", true},
    {"SubdomainInOtherCase", all, "HTTPS://A.NEWS.EXAMPLE", true},
    {"SubdomainWithItsPort", all, "https://a.news.example:443", true},
    {"SubdomainNotTheDomain", all, "https://news.example", false},
    {"SubdomainLookAlike", all, "https://evilnews.example", false},
    {"SubdomainOfAPrefix", all, "https://a.news.example.evil.example", false},
    {"SubdomainEmpty", all, "https://.news.example", false},
    {"SubdomainOtherPort", all, "https://a.news.example:8443", false},
    {"SubdomainOtherScheme", all, "http://a.news.example", false},
    {"SubdomainOtherSchemeAtThePort", all, "http://a.news.example:443", false},
    {"SubdomainIsNoText", all, "https://*.news.example", false},
    {"SubdomainUser", all, "https://evil.example?.news.example", false},
    {"SubdomainAtAPort", {"http://*.news.example:8080"}, "http://a.news.example:8080", true},
};
INSTANTIATE_TEST_SUITE_P(Table, Origin, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(OriginRules, RefuseWhatIsNoOrigin) {
  for (const auto* const text :
       {"news.example", "https://", "ftp://news.example", "https://news.example/path",
        "https://*.example", "", "https://*", "https://*.", "*.news.example", "https://a*.example",
        "https://*.127.0.0.1", "https://*.*.news.example", "https://*.[::1]",
        "https://a.*.example"}) {
    EXPECT_FALSE(OriginRules::parse({text})) << text;
  }
}

TEST(OriginRules, ListWhatTheyAllow) {
  const auto rules =
      OriginRules::parse({"HTTPS://News.example:443", "null", "https://*.News.example:8443"});
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->list(), (std::vector<std::string>{"https://news.example", "null",
                                                     "https://*.news.example:8443"}));
}

}  // namespace
}  // namespace tickerd::http
