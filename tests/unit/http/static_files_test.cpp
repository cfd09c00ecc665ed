#include "http/static_files.hpp"

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

Request get(std::string path) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  return request;
}

class Files : public testing::Test {
 protected:
  std::string script = std::string(4000, 'a');
  const std::array<StaticFile, 4> list{
      {{"widget.js", script}, {"client.d.ts", "export {}"}, {"demo.html", "<p>"}, {"a.bin", "b"}}};
  StaticFiles files{list};
};

TEST_F(Files, AreFoundUnderTheirPathAndPagesWithoutTheirEnding) {
  EXPECT_TRUE(files.contains("/widget.js"));
  EXPECT_TRUE(files.contains("/demo"));
  EXPECT_TRUE(files.contains("/demo.html"));
  EXPECT_FALSE(files.contains("/widget"));
  EXPECT_FALSE(files.contains("widget.js"));
  EXPECT_FALSE(files.contains("/"));
}

TEST(FilesWithAnIndex, HaveItAtTheRoot) {
  const std::array<StaticFile, 1> list{{{"index.html", "<p>first"}}};
  const StaticFiles files(list);
  ASSERT_TRUE(files.contains("/"));
  EXPECT_EQ(*files.answer(get("/")).body, "<p>first");
  EXPECT_EQ(files.answer(get("/")).content_type, "text/html; charset=utf-8");
}

TEST_F(Files, AreCompressedWhereItPays) {
  EXPECT_LT(files.answer(get("/widget.js")).gzip_body->size(), 200U);
  EXPECT_FALSE(files.answer(get("/a.bin")).gzip_body);
}

TEST_F(Files, HaveATagOfTheirContent) {
  const auto tag = std::string(*files.answer(get("/widget.js")).header("ETag"));
  auto again = get("/widget.js");
  again.headers = {{"if-none-match", tag}};
  EXPECT_EQ(files.answer(again).status, 304);
  const std::array<StaticFile, 1> changed{{{"widget.js", "other"}}};
  EXPECT_NE(StaticFiles(changed).answer(get("/widget.js")).header("ETag"), tag);
}

TEST_F(Files, HaveTheRightTypes) {
  EXPECT_EQ(files.answer(get("/demo")).content_type, "text/html; charset=utf-8");
  EXPECT_EQ(files.answer(get("/widget.js")).content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(files.answer(get("/client.d.ts")).content_type,
            "application/typescript; charset=utf-8");
  EXPECT_EQ(files.answer(get("/a.bin")).content_type, "application/octet-stream");
}

}  // namespace
}  // namespace tickerd::http
