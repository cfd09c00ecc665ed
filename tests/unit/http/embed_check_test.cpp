#include "http/embed_check.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

/// A page, what it sends, and how the server is set.
struct Setting {
  std::string site = "https://news.example";
  std::string server = "https://rates.example";
  std::string csp = {};
  std::vector<std::string> origins = {"*"};
  std::vector<std::string> ancestors = {"*"};
};

std::vector<Finding> check(const Setting& setting) {
  const auto origins = OriginRules::parse(setting.origins).value();
  const auto ancestors = FrameAncestors::parse(setting.ancestors).value();
  return check_embed({.site = WebOrigin::parse(setting.site).value(),
                      .server = WebOrigin::parse(setting.server).value(),
                      .policies = parse_csp(setting.csp),
                      .origins = origins,
                      .frame_ancestors = ancestors,
                      .script_path = "/widget/0.1.0/tickerd.js",
                      .script_integrity = "sha384-abc"});
}

struct CheckCase {
  std::string name;
  Setting setting;
  std::string check;
  Verdict verdict;
  std::string why;   // a part of it
  std::string line;  // all of it
};

class EmbedCheck : public testing::TestWithParam<CheckCase> {};

TEST_P(EmbedCheck, SaysWhatIsBlockedAndWhatToAdd) {
  const auto& row = GetParam();
  const auto findings = check(row.setting);
  const auto found = std::ranges::find(findings, row.check, &Finding::check);
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->verdict, row.verdict);
  EXPECT_TRUE(found->why.contains(row.why)) << found->why;
  EXPECT_EQ(found->line, row.line);
  EXPECT_EQ(found->place.empty(), row.line.empty());
}

using enum Verdict;

const CheckCase server_cases[] = {
    {"Tls", {}, "mixed-content", allowed, "over https", ""},
    {"NeitherHasTls",
     {.site = "http://news.example", .server = "http://rates.example"},
     "mixed-content",
     allowed,
     "not https",
     ""},
    {"MixedContent",
     {.server = "http://rates.example:8080"},
     "mixed-content",
     blocked,
     "The page is https and this server is http://rates.example:8080",
     R"("public_url": "https://rates.example")"},
    {"MixedContentOnThisMachine",
     {.server = "http://localhost:8080"},
     "mixed-content",
     limited,
     "is this machine",
     R"("public_url": "https://rates.example.org")"},
    {"EveryOrigin", {}, "allowed_origins", allowed, "*: every page may", ""},
    {"OriginThatIsListed",
     {.origins = {"https://news.example"}},
     "allowed_origins",
     allowed,
     "has https://news.example",
     ""},
    {"OriginThatIsNot",
     {.origins = {"https://daily.example"}},
     "allowed_origins",
     blocked,
     "does not have https://news.example",
     R"("allowed_origins": ["https://daily.example", "https://news.example"])"},
    {"OriginOfASandbox",
     {.csp = "sandbox allow-scripts", .origins = {"https://news.example"}},
     "allowed_origins",
     blocked,
     "does not have null",
     R"("allowed_origins": ["https://news.example", "null"])"},
    {"EveryFrame", {}, "frame_ancestors", allowed, "frame_ancestors is *", ""},
    {"FrameOfASubdomain",
     {.site = "https://www.news.example", .ancestors = {"*.news.example"}},
     "frame_ancestors",
     allowed,
     "*.news.example",
     ""},
    {"FrameOfAnother",
     {.ancestors = {"https://daily.example"}},
     "frame_ancestors",
     blocked,
     "does not stand for https://news.example",
     R"("frame_ancestors": ["https://daily.example", "https://news.example"])"},
    {"FrameOfNobody",
     {.ancestors = {}},
     "frame_ancestors",
     blocked,
     "frame_ancestors is 'none'",
     R"("frame_ancestors": ["https://news.example"])"},
    {"FrameOnAPageInASandbox",
     {.csp = "sandbox allow-scripts"},
     "frame_ancestors",
     blocked,
     "* does not stand for none",
     "sandbox allow-scripts allow-same-origin"},
    {"SandboxedFrame",
     {.origins = {"https://news.example"}},
     "sandboxed-frame",
     limited,
     "sends Origin: null",
     R"("allowed_origins": ["https://news.example", "null"])"},
    {"SandboxedFrameThatIsListed",
     {.origins = {"null"}},
     "sandboxed-frame",
     allowed,
     "has \"null\"",
     ""},
};
INSTANTIATE_TEST_SUITE_P(Server, EmbedCheck, testing::ValuesIn(server_cases),
                         [](const auto& row) { return row.param.name; });

const std::string script_tag =
    R"(<script nonce="..." src="https://rates.example/widget/0.1.0/tickerd.js"></script>)";
const CheckCase policy_cases[] = {
    {"NoPolicy", {}, "content-security-policy", allowed, "None was given", ""},
    {"NothingGoverns", {.csp = "img-src *"}, "script-src", allowed, "No policy has script-src", ""},
    {"ScriptOfTheHost",
     {.csp = "script-src 'self' rates.example"},
     "script-src",
     allowed,
     "script-src has rates.example",
     ""},
    {"ScriptBlocked",
     {.csp = "script-src 'self'"},
     "script-src",
     blocked,
     "script-src does not have https://rates.example",
     "script-src 'self' https://rates.example"},
    {"ScriptBlockedByTheElementsDirective",
     {.csp = "script-src *; script-src-elem 'none'"},
     "script-src",
     blocked,
     "script-src-elem does not have",
     "script-src-elem https://rates.example"},
    {"ScriptBlockedByDefault",
     {.csp = "default-src 'self'"},
     "script-src",
     blocked,
     "default-src does not have",
     "script-src 'self' https://rates.example"},
    {"ScriptBlockedByTheSecondPolicy",
     {.csp = "script-src *, script-src 'self'"},
     "script-src",
     blocked,
     "script-src does not have",
     "script-src 'self' https://rates.example"},
    {"ScriptWithNonce",
     {.csp = "script-src 'nonce-r4nd0m'"},
     "script-src",
     limited,
     "wants a nonce: the tag",
     script_tag},
    {"ScriptWithNonceOrHost",
     {.csp = "script-src 'nonce-r4nd0m' https:"},
     "script-src",
     allowed,
     "has https:",
     ""},
    {"ScriptWithNonceUnderStrictDynamic",
     {.csp = "script-src 'nonce-r4nd0m' 'strict-dynamic' https:"},
     "script-src",
     limited,
     "'strict-dynamic' makes addresses count for nothing",
     script_tag},
    {"ScriptUnderStrictDynamicAlone",
     {.csp = "script-src 'strict-dynamic' https:"},
     "script-src",
     blocked,
     "no nonce",
     "script-src 'strict-dynamic' https: 'sha384-abc'"},
    {"ScriptWithHash",
     {.csp = "script-src 'sha384-abc'"},
     "script-src",
     allowed,
     "loads later is not covered",
     R"(<script src="https://rates.example/widget/0.1.0/tickerd.js" integrity="sha384-abc" )"
     R"(crossorigin="anonymous"></script>)"},
    {"ConnectionOfBothKinds",
     {.csp = "connect-src https://rates.example wss://rates.example"},
     "connect-src",
     allowed,
     "allows both",
     ""},
    {"ConnectionOfTheHost",
     {.csp = "connect-src rates.example"},
     "connect-src",
     limited,
     "allows https://rates.example but not wss://rates.example",
     "connect-src rates.example wss://rates.example"},
    {"ConnectionOfStreamsOnly",
     {.csp = "connect-src wss:"},
     "connect-src",
     limited,
     "allows wss://rates.example but not https://rates.example",
     "connect-src wss: https://rates.example"},
    {"ConnectionWithoutStreams",
     {.csp = "connect-src https://rates.example"},
     "connect-src",
     limited,
     "falls back to events over HTTP",
     "connect-src https://rates.example wss://rates.example"},
    {"ConnectionBlocked",
     {.csp = "connect-src 'self'"},
     "connect-src",
     blocked,
     "neither https://rates.example nor wss://rates.example",
     "connect-src 'self' https://rates.example wss://rates.example"},
    {"ConnectionBlockedByDefault",
     {.csp = "default-src 'none'"},
     "connect-src",
     blocked,
     "default-src has neither",
     "connect-src https://rates.example wss://rates.example"},
    {"FrameBlocked",
     {.csp = "frame-src 'none'"},
     "frame-src",
     blocked,
     "frame-src does not have",
     "frame-src https://rates.example"},
    {"FrameBlockedByChildSrc",
     {.csp = "child-src 'self'; default-src *"},
     "frame-src",
     blocked,
     "child-src does not have",
     "child-src 'self' https://rates.example"},
    {"PictureBlocked",
     {.csp = "img-src 'self' data:"},
     "img-src",
     blocked,
     "img-src does not have",
     "img-src 'self' data: https://rates.example"},
    {"PictureOnItsPort",
     {.server = "https://rates.example:8443", .csp = "img-src https://rates.example"},
     "img-src",
     blocked,
     "https://rates.example:8443",
     "img-src https://rates.example https://rates.example:8443"},
    {"TrustedTypes",
     {.csp = "require-trusted-types-for 'script'; trusted-types 'none'"},
     "trusted-types",
     allowed,
     "writes text only",
     ""},
    {"NoSandbox", {.csp = "img-src *"}, "sandbox", allowed, "No policy puts the page", ""},
    {"SandboxWithScripts",
     {.csp = "sandbox allow-scripts allow-forms"},
     "sandbox",
     allowed,
     "has allow-scripts",
     ""},
    {"SandboxWithoutScripts",
     {.csp = "sandbox allow-forms"},
     "sandbox",
     blocked,
     "no script",
     "sandbox allow-forms allow-scripts"},
};
INSTANTIATE_TEST_SUITE_P(Policy, EmbedCheck, testing::ValuesIn(policy_cases),
                         [](const auto& row) { return row.param.name; });

TEST(EmbedCheckWays, AreAsGoodAsTheWorstThatConcernsThem) {
  const auto findings = check({.csp = "script-src 'nonce-a'; frame-src 'none'"});
  EXPECT_EQ(verdict_of(findings, EmbedWay::script), limited);
  EXPECT_EQ(verdict_of(findings, EmbedWay::frame), blocked);
  EXPECT_EQ(verdict_of(findings, EmbedWay::picture), allowed);
}

TEST(EmbedCheckWays, AreOpenByDefault) {
  for (const auto& finding : check({})) EXPECT_EQ(finding.verdict, allowed) << finding.check;
}

}  // namespace
}  // namespace tickerd::http
