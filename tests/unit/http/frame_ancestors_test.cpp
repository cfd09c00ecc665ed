#include "http/frame_ancestors.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

struct AncestorsCase {
  std::string name;
  std::vector<std::string> allowed;
  std::string text;
};

class Ancestors : public testing::TestWithParam<AncestorsCase> {};

TEST_P(Ancestors, AreWrittenAsTheDirectiveHasThem) {
  const auto ancestors = FrameAncestors::parse(GetParam().allowed);
  ASSERT_TRUE(ancestors) << ancestors.error().detail;
  EXPECT_EQ(ancestors->text(), GetParam().text);
}

const AncestorsCase cases[] = {
    {"Everybody", {"*"}, "*"},
    {"Nobody", {}, "'none'"},
    {"OneSite", {"https://news.example"}, "https://news.example"},
    {"Several",
     {"'self'", "https://news.example:8443", "*.daily.example"},
     "'self' https://news.example:8443 *.daily.example"},
    {"AnyPort", {"http://localhost:*"}, "http://localhost:*"},
    {"Address", {"http://127.0.0.1:8080", "[::1]"}, "http://127.0.0.1:8080 [::1]"},
    {"SubdomainsOverTls", {"https://*.news.example"}, "https://*.news.example"},
};
INSTANTIATE_TEST_SUITE_P(Table, Ancestors, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(FrameAncestors, AreEverybodyUntilSaid) { EXPECT_EQ(FrameAncestors().text(), "*"); }

TEST(FrameAncestors, RefuseWhatCouldEndTheDirectiveOrMeansNothingInIt) {
  for (const std::string text : {"",
                                 " ",
                                 "a;b",
                                 "a b",
                                 "a,b",
                                 "https://a.example; script-src *",
                                 "https://a.example/path",
                                 "https://a.example?x",
                                 "https://user@a.example",
                                 "a.example\r\nX: y",
                                 "'none'",
                                 "'unsafe'",
                                 "'self",
                                 "https:",
                                 "https://",
                                 "*.",
                                 "*.*.example",
                                 "a.*",
                                 "a.example:",
                                 "a.example:0",
                                 "a.example:99999",
                                 "ftp://a.example",
                                 "n\xD0\xB5ws.example"}) {
    const auto refused = FrameAncestors::parse({"*", text});
    ASSERT_FALSE(refused) << text;
    EXPECT_TRUE(refused.error().detail.starts_with(R"(expected "*", "'self'" or a host)")) << text;
  }
}

}  // namespace
}  // namespace tickerd::http
