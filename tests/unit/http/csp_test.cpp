#include "http/csp.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

WebOrigin origin(std::string_view text) { return WebOrigin::parse(text).value(); }

TEST(Csp, IsReadAsBrowsersDo) {
  const auto policies = parse_csp(
      " Content-Security-Policy: Default-Src 'self' ;; img-src\ta  b; img-src c, ,script-src "
      "'none'");
  ASSERT_EQ(policies.size(), 2U);
  ASSERT_EQ(policies[0].directives.size(), 2U);
  EXPECT_EQ(policies[0].directives[0].name, "default-src");
  EXPECT_EQ(policies[0].find("img-src")->values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(policies[0].find("script-src"), nullptr);
  EXPECT_EQ(policies[0].governing({"script-src", "default-src"})->name, "default-src");
  EXPECT_TRUE(policies[1].find("script-src")->has("'NONE'"));
  EXPECT_TRUE(parse_csp(" , ;;").empty());
}

struct SourceCase {
  std::string name;
  std::string source;
  std::string page;
  std::string server;
  bool is_stream;
  std::string path;
  bool expected;
};

class Source : public testing::TestWithParam<SourceCase> {};

TEST_P(Source, MatchesAsTheStandardSays) {
  const auto& row = GetParam();
  const auto target = target_of(origin(row.server), row.path, row.is_stream);
  EXPECT_EQ(source_matches(row.source, target, origin(row.page)), row.expected);
}

const std::string https = "https://news.example";
const std::string http = "http://news.example";
const std::string rates = "https://rates.example";
const SourceCase cases[] = {
    {"Everything", "*", https, rates, false, "/a.js", true},
    {"EverythingOverWebSocket", "*", https, rates, true, "/s", true},
    {"None", "'none'", https, rates, false, "/a.js", false},
    {"Self", "'self'", rates, rates, false, "/a.js", true},
    {"SelfOverWebSocket", "'self'", rates, rates, true, "/s", true},
    {"SelfOfAnother", "'SELF'", https, rates, false, "/a.js", false},
    {"SelfOnAnotherPort", "'self'", "https://rates.example:8443", rates, false, "/a.js", false},
    {"SelfWithoutTls", "'self'", rates, "http://rates.example", false, "/a.js", false},
    {"SelfOverTls", "'self'", "http://rates.example", rates, false, "/a.js", true},
    {"Nonce", "'nonce-abc'", https, rates, false, "/a.js", false},
    {"Scheme", "https:", https, rates, false, "/a.js", true},
    {"SchemeInCapitals", "HTTPS:", https, rates, false, "/a.js", true},
    {"SchemeThatIsSafer", "http:", https, rates, false, "/a.js", true},
    {"OtherScheme", "data:", https, rates, false, "/a.js", false},
    {"SchemeOfStreams", "wss:", https, rates, true, "/s", true},
    {"SchemeOfStreamsThatIsSafer", "ws:", https, rates, true, "/s", true},
    {"SchemeOfPagesForStreams", "https:", https, rates, true, "/s", false},
    {"SchemeOfStreamsForPages", "wss:", https, rates, false, "/e", false},
    {"Host", "rates.example", https, rates, false, "/a.js", true},
    {"HostInCapitals", "Rates.Example", https, rates, false, "/a.js", true},
    {"HostForStreams", "rates.example", https, rates, true, "/s", false},
    {"HostOnAPageThatIsLessSafe", "rates.example", http, rates, false, "/a.js", true},
    {"HostOfTlsOnly", "rates.example", https, "http://rates.example", false, "/a.js", false},
    {"HostWithScheme", "https://rates.example", https, rates, false, "/a.js", true},
    {"HostWithSchemeForStreams", "https://rates.example", https, rates, true, "/s", false},
    {"HostOfStreams", "wss://rates.example", https, rates, true, "/s", true},
    {"OtherHost", "https://rates.example.evil.example", https, rates, false, "/a.js", false},
    {"Subdomains", "*.example", https, rates, false, "/a.js", true},
    {"SubdomainsOfItself", "*.rates.example", https, rates, false, "/a.js", false},
    {"SubdomainsOfAnother", "*.example", https, "https://rates.evil", false, "/a.js", false},
    {"SubdomainsLookAlike", "*.example", https, "https://badexample", false, "/a.js", false},
    {"AnyHostOfAScheme", "https://*", https, rates, false, "/a.js", true},
    {"PortThatIsMissing", "rates.example", https, "https://rates.example:8443", false, "/", false},
    {"Port", "rates.example:8443", https, "https://rates.example:8443", false, "/", true},
    {"AnyPort", "rates.example:*", https, "https://rates.example:8443", false, "/", true},
    {"PortThatIsUsual", "rates.example:443", https, rates, false, "/", true},
    {"PortThatIsSafer", "http://rates.example:80", https, rates, false, "/", true},
    {"PortThatIsAnother", "rates.example:444", https, rates, false, "/", false},
    {"PortThatIsNone", "rates.example:x", https, rates, false, "/", false},
    {"Path", "rates.example/widget.js", https, rates, false, "/widget.js", true},
    {"OtherPath", "rates.example/widget", https, rates, false, "/widget.js", false},
    {"Folder", "rates.example/widget/", https, rates, false, "/widget/0.1.0/tickerd.js", true},
    {"OtherFolder", "rates.example/w/", https, rates, false, "/widget/0.1.0/tickerd.js", false},
    {"Root", "https://rates.example/", https, rates, false, "/widget.js", true},
    {"Address6", "http://[::1]:8080", http, "http://[::1]:8080", false, "/", true},
    {"Address6WithoutPort", "http://[::1]", http, "http://[::1]", false, "/", true},
    {"Empty", "", https, rates, false, "/", false},
};
INSTANTIATE_TEST_SUITE_P(Table, Source, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
