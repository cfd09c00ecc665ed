#include "feeds/recording_entry.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sha256.hpp"

namespace tickerd::feeds {
namespace {

using testing::HasSubstr;
using testing::Not;

rates::Timestamp at(std::string_view text) { return *rates::parse_timestamp(text); }

RecordedAnswer sample() {
  return {.at = at("2026-05-24T06:00:01.250Z"),
          .preset = "nbkr",
          .url = "https://a.example/x?app_id={key}",
          .status = 200,
          .headers = {{"Content-Type", "text/xml"}, {"ETag", "W/\"530\""}},
          .sha256 = net::sha256_hex("body"),
          .bytes = 4,
          .same_as = "2026-05-24T05-00-01.250Z"};
}

TEST(RecordingEntry, IsReadAsItWasWritten) {
  const auto read = parse_entry(entry_text(sample()));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->at, sample().at);
  EXPECT_EQ(read->preset, "nbkr");
  EXPECT_EQ(read->url, sample().url);
  EXPECT_EQ(read->status, 200);
  EXPECT_EQ(read->headers, sample().headers);
  EXPECT_EQ(read->header("content-type"), "text/xml");
  EXPECT_EQ(read->header("Age"), "");
  EXPECT_EQ(read->sha256, sample().sha256);
  EXPECT_EQ(read->bytes, 4U);
  EXPECT_EQ(read->same_as, sample().same_as);
}

TEST(RecordingEntry, LeavesOutHeadersThatMayHoldASecret) {
  auto answer = sample();
  answer.headers = {{"SET-COOKIE", "sid=1"},
                    {"Set-Cookie2", "sid=2"},
                    {"authorization", "Basic 3"},
                    {"Proxy-Authorization", "Basic 4"},
                    {"Server", "nginx"}};
  const auto text = entry_text(answer);
  EXPECT_THAT(text, Not(HasSubstr("sid")));
  EXPECT_THAT(text, Not(HasSubstr("Basic")));
  EXPECT_THAT(text, HasSubstr("nginx"));
}

TEST(RecordingEntry, KeepsAHeaderThatIsNotUtf8) {
  auto answer = sample();
  answer.headers = {{"Server", "\xff\xfe"}};
  EXPECT_TRUE(parse_entry(entry_text(answer)));
}

struct BrokenCase {
  const char* name;
  const char* text;
  const char* detail;
};

void PrintTo(const BrokenCase& row, std::ostream* out) { *out << row.name; }

class BrokenEntry : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenEntry, SaysWhichMember) {
  const auto read = parse_entry(GetParam().text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, rates::Errc::bad_document);
  EXPECT_THAT(read.error().detail, HasSubstr(GetParam().detail));
}

const BrokenCase broken_cases[] = {
    {"CutOff", R"({"at": "2026-05-)", "expected JSON"},
    {"Empty", "", "expected JSON, got \"\""},
    {"List", "[]", "expected a JSON object"},
    {"NoTime", R"({"preset": "x"})", "at: expected a text"},
    {"NoSuchTime", R"({"at": "2026-13-24T06:00:01.250Z"})", "at: "},
    {"NoPreset", R"({"at": "2026-05-24T06:00:01.250Z"})", "preset: expected a text"},
    {"NegativeSize",
     R"({"at": "2026-05-24T06:00:01.250Z", "preset": "", "url": "", "sha256": "", "status": 200,
         "bytes": -1, "headers": []})",
     "bytes: expected a whole number"},
    {"HeadersOfAnotherKind",
     R"({"at": "2026-05-24T06:00:01.250Z", "preset": "", "url": "", "sha256": "", "status": 200,
         "bytes": 1, "headers": [["a"]]})",
     "headers: expected lists"},
};
INSTANTIATE_TEST_SUITE_P(Table, BrokenEntry, testing::ValuesIn(broken_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RecordingFrame, IsOneLine) {
  const RecordedFrame frame{at("2026-05-24T06:00:01.250Z"), "{\"channel\":\"ticker\",\n\"b\":1}"};
  const auto line = frame_line(frame);
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  const auto read = parse_frame(line);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->at, frame.at);
  EXPECT_EQ(read->body, frame.body);
  EXPECT_FALSE(parse_frame(line.substr(0, 20)));
}

TEST(RecordingName, SortsAsTimeAndIsAFileName) {
  EXPECT_EQ(recording_name(at("2026-05-24T06:00:01.250Z")), "2026-05-24T06-00-01.250Z");
  EXPECT_EQ(recording_time("2026-05-24T06-00-01.250Z"), at("2026-05-24T06:00:01.250Z"));
  for (const auto* other :
       {"", "notes", "2026-05-24T06:00:01.250Z", "2026-05-24T06-00-01.250Z.body",
        "2026-13-24T06-00-01.250Z", "../../../../../etc/passw", "2026-05-24 06-00-01.250Z"}) {
    EXPECT_EQ(recording_time(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace tickerd::feeds
