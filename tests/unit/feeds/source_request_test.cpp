#include "feeds/source_request.hpp"

#include <gtest/gtest.h>

#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

const auto now = *rates::parse_timestamp("2026-05-24T06:00:00Z");

Preset bank() {
  Preset preset;
  preset.time_zone = "Asia/Bishkek";
  preset.timeout = std::chrono::seconds(7);
  return preset;
}

TEST(SourceRequest, FillsDatesAndTheKey) {
  auto wanted = bank();
  wanted.request = {.method = "POST",
                    .headers = {{"Authorization", "Token {key}"}, {"SOAPAction", "x"}},
                    .body = "{\"key\":\"{key}\"}"};
  const auto request =
      source_request(wanted, "https://a.example/{date:%Y-%m-%d}?app_id={key}&x=1", now, "k/e y&1");
  ASSERT_TRUE(request) << request.error().detail;
  EXPECT_EQ(request->http.url, "https://a.example/2026-05-24?app_id=k%2Fe%20y%261&x=1");
  EXPECT_EQ(request->url_for_people, "https://a.example/2026-05-24?app_id={key}&x=1");
  EXPECT_EQ(request->http.method, "POST");
  EXPECT_EQ(request->http.body, "{\"key\":\"k/e y&1\"}");
  EXPECT_EQ(request->http.headers,
            (net::Headers{{"Authorization", "Token k/e y&1"}, {"SOAPAction", "x"}}));
  EXPECT_EQ(request->http.timeout, std::chrono::seconds(7));
}

TEST(SourceRequest, IsAPlainGetOtherwise) {
  const auto request = source_request(bank(), "https://a.example/", now, "");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->http.method, "GET");
  EXPECT_TRUE(request->http.headers.empty());
  EXPECT_TRUE(request->http.body.empty());
}

TEST(SourceRequest, WantsAKeyWhereverItIsUsed) {
  auto in_header = bank();
  in_header.request.headers = {{"apikey", "{key}"}};
  auto in_body = bank();
  in_body.request.body = "{key}";
  const std::string_view url = "https://a.example/";
  EXPECT_EQ(source_request(in_header, url, now, "").error().code, rates::Errc::bad_argument);
  EXPECT_EQ(source_request(in_body, url, now, "").error().code, rates::Errc::bad_argument);
  EXPECT_EQ(source_request(bank(), "https://a.example/{key}", now, "").error().code,
            rates::Errc::bad_argument);
  EXPECT_EQ(source_request(bank(), "https://a.example/{day}", now, "k").error().code,
            rates::Errc::bad_argument);
}

TEST(WithoutKey, PutsTheMarkWhereTheKeyStands) {
  EXPECT_EQ(without_key("no such id 0123456789abcdef!", "0123456789abcdef"), "no such id {key}!");
  EXPECT_EQ(without_key("/a?id=0123+4567, 0123%2B4567", "0123+4567"), "/a?id={key}, {key}");
  EXPECT_EQ(without_key("nothing of it", "0123456789abcdef"), "nothing of it");
  EXPECT_EQ(without_key("{\"rate\":1234567}", "1234567"), "{\"rate\":1234567}");
  EXPECT_EQ(without_key("text", ""), "text");
}

}  // namespace
}  // namespace tickerd::feeds
