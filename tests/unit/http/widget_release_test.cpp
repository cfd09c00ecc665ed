#include "http/widget_release.hpp"

#include <array>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "http/integrity.hpp"

namespace tickerd::http {
namespace {

Request get(std::string path, Fields headers = {}) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

TEST(Integrity, IsWhatBrowsersCompare) {
  // printf 'abc' | openssl dgst -sha384 -binary | base64
  EXPECT_EQ(integrity_of("abc"),
            "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
}

class Widget : public testing::Test {
 protected:
  std::string body(const std::string& path) const { return *release.answer(get(path)).body; }

  const std::array<StaticFile, 9> files{{{"widget.js", "newest()"},
                                         {"tickerd.js", "tape()"},
                                         {"tickerd.mjs", "export {}"},
                                         {"tickerd.d.ts", "export {}"},
                                         {"spark.js", "lines()"},
                                         {"custom-elements.json", "{}"},
                                         {"demo.html", "<p>"},
                                         {"robots.txt", ""},
                                         {"assets/demo.js", "page()"}}};
  const WidgetRelease release{"0.1.0", "https://rates.example", files};
};

TEST_F(Widget, LiesUnderItsVersionForEver) {
  for (const auto* const name :
       {"tickerd.js", "tickerd.mjs", "tickerd.d.ts", "spark.js", "custom-elements.json"}) {
    const auto answer = release.answer(get(std::string("/widget/0.1.0/") + name));
    EXPECT_EQ(answer.status, 200) << name;
    EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=31536000, immutable") << name;
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "*") << name;
  }
  EXPECT_EQ(body("/widget/0.1.0/tickerd.js"), "tape()");
  EXPECT_EQ(release.script_path(), "/widget/0.1.0/tickerd.js");
}

TEST_F(Widget, LeavesPagesAndTheirFilesOut) {
  for (const auto* const name :
       {"demo.html", "demo", "robots.txt", "assets/demo.js", "demo.js", "widget.js", ""}) {
    const auto answer = release.answer(get(std::string("/widget/0.1.0/") + name));
    EXPECT_EQ(answer.status, 404) << name;
    EXPECT_TRUE(answer.body->contains("release.json lists those it has")) << *answer.body;
  }
}

TEST_F(Widget, SaysWhichVersionThereIs) {
  for (const auto* const path : {"/widget/0.0.9/tickerd.js", "/widget/", "/widget/tickerd.js"}) {
    const auto answer = release.answer(get(path));
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.content_type, "application/problem+json");
    const auto problem = nlohmann::json::parse(*answer.body);
    EXPECT_EQ(problem.at("code"), "other_version");
    EXPECT_EQ(problem.at("detail"),
              "this server has version 0.1.0 of the widget only: /widget/0.1.0/tickerd.js");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  }
}

TEST_F(Widget, IsListedWithHashes) {
  const auto answer = release.answer(get("/widget/release.json"));
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(answer.header("Cache-Control"), "no-cache");
  const auto list = nlohmann::json::parse(*answer.body);
  EXPECT_EQ(list.at("version"), "0.1.0");
  EXPECT_EQ(list.at("public_url"), "https://rates.example");
  EXPECT_EQ(list.at("files").size(), 5U);
  const auto script = list.at("files").at("tickerd.js");
  EXPECT_EQ(script.at("path"), "/widget/0.1.0/tickerd.js");
  EXPECT_EQ(script.at("integrity"), integrity_of("tape()"));
  EXPECT_EQ(script.at("bytes"), 6);
  EXPECT_EQ(release.script_integrity(), integrity_of("tape()"));
  const auto again = get("/widget/release.json", {{"if-none-match", "*"}});
  EXPECT_EQ(release.answer(again).status, 304);
}

}  // namespace
}  // namespace tickerd::http
