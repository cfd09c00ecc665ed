#include "feeds/poll_request.hpp"

#include <gtest/gtest.h>

namespace tickerd::feeds {
namespace {

const auto now = *rates::parse_timestamp("2026-05-24T06:00:00Z");

PolledSpec spec(std::string key) {
  PolledSpec spec{.preset = {}, .allow_private = true, .key = std::move(key)};
  spec.preset.time_zone = "Asia/Bishkek";
  spec.preset.timeout = std::chrono::seconds(7);
  return spec;
}

TEST(PollRequest, FillsDatesAndTheKey) {
  auto wanted = spec("k/e y&1");
  wanted.preset.request = {.method = "POST",
                           .headers = {{"Authorization", "Token {key}"}, {"SOAPAction", "x"}},
                           .body = "{\"key\":\"{key}\"}"};
  const auto request =
      make_poll_request(wanted, "https://a.example/{date:%Y-%m-%d}?app_id={key}&x=1", now);
  ASSERT_TRUE(request) << request.error().detail;
  EXPECT_EQ(request->http.url, "https://a.example/2026-05-24?app_id=k%2Fe%20y%261&x=1");
  EXPECT_EQ(request->shown_url, "https://a.example/2026-05-24?app_id={key}&x=1");
  EXPECT_EQ(request->http.method, "POST");
  EXPECT_EQ(request->http.body, "{\"key\":\"k/e y&1\"}");
  EXPECT_EQ(request->http.headers,
            (net::Headers{{"Authorization", "Token k/e y&1"}, {"SOAPAction", "x"}}));
  EXPECT_EQ(request->http.timeout, std::chrono::seconds(7));
  EXPECT_TRUE(request->http.allow_private);
}

TEST(PollRequest, IsAPlainGetOtherwise) {
  const auto request = make_poll_request(spec(""), "https://a.example/", now);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->http.method, "GET");
  EXPECT_TRUE(request->http.headers.empty());
  EXPECT_TRUE(request->http.body.empty());
}

TEST(PollRequest, WantsAKeyWhereverItIsUsed) {
  auto in_header = spec("");
  in_header.preset.request.headers = {{"apikey", "{key}"}};
  auto in_body = spec("");
  in_body.preset.request.body = "{key}";
  EXPECT_EQ(make_poll_request(in_header, "https://a.example/", now).error().code,
            rates::Errc::bad_argument);
  EXPECT_EQ(make_poll_request(in_body, "https://a.example/", now).error().code,
            rates::Errc::bad_argument);
  EXPECT_EQ(make_poll_request(spec(""), "https://a.example/{key}", now).error().detail,
            "{key}: the source wants one, the feed has none");
  EXPECT_EQ(make_poll_request(spec("k"), "https://a.example/{day}", now).error().code,
            rates::Errc::bad_argument);
}

TEST(Conceal, PutsTheMarkWhereTheKeyStands) {
  EXPECT_EQ(conceal("no such id 0123456789abcdef!", "0123456789abcdef"), "no such id {key}!");
  EXPECT_EQ(conceal("/a?id=0123+4567, 0123%2B4567", "0123+4567"), "/a?id={key}, {key}");
  EXPECT_EQ(conceal("nothing of it", "0123456789abcdef"), "nothing of it");
  EXPECT_EQ(conceal("{\"rate\":1234567}", "1234567"), "{\"rate\":1234567}");
  EXPECT_EQ(conceal("text", ""), "text");
}

}  // namespace
}  // namespace tickerd::feeds
