#include "app/recording_manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace tickerd::app {
namespace {

using testing::HasSubstr;

rates::PairRule rule(std::string_view pair) {
  return {.pair = *rates::CurrencyPair::parse(pair), .precision = {}, .feeds = {"nbk"}};
}

Config sample() {
  Config config;
  config.pairs = {rule("KZT/USD"), rule("UZS/USD")};
  config.pairs[1].precision = {rates::Precision::Kind::decimals, 7};
  config.pairs[1].max_jump_percent = *rates::Decimal::parse("2.5");
  feeds::PolledSpec polled;
  polled.preset.name = "nbk";
  config.feeds = {{"kazakhstan", polled}, {"peg", feeds::FixedSpec{}}};
  return config;
}

TEST(RecordingManifest, IsReadAsItWasWritten) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(write_manifest(folder.path(), manifest_of(sample())));
  const auto read = read_manifest(folder.path());
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->pairs.size(), 2U);
  EXPECT_EQ(read->pairs[0].pair.text(), "KZT/USD");
  EXPECT_EQ(read->pairs[0].precision, rates::Precision{});
  EXPECT_TRUE(read->pairs[0].feeds.empty());
  EXPECT_EQ(read->pairs[1].precision, (rates::Precision{rates::Precision::Kind::decimals, 7}));
  EXPECT_EQ(read->pairs[1].max_jump_percent.exact(), "2.5");
  ASSERT_EQ(read->feeds.size(), 1U);  // a peg is not recorded
  EXPECT_EQ(read->feeds[0], (RecordedFeed{.name = "kazakhstan", .preset = "nbk"}));
}

TEST(RecordingManifest, RemembersWhatAStreamWasAskedFor) {
  const test::TemporaryFolder folder;
  auto config = sample();
  feeds::StreamedSpec stream{.preset = {}, .pairs = {*rates::CurrencyPair::parse("BTC/USD")}};
  stream.preset.name = "kraken";
  config.feeds.push_back({"kraken", stream});
  ASSERT_TRUE(write_manifest(folder.path(), manifest_of(config)));
  const auto read = read_manifest(folder.path());
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->feeds.back(),
            (RecordedFeed{.name = "kraken", .preset = "kraken", .pairs = stream.pairs}));
}

struct BrokenCase {
  const char* name;
  const char* text;
  const char* detail;
};

void PrintTo(const BrokenCase& row, std::ostream* out) { *out << row.name; }

class BrokenManifest : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenManifest, SaysWhatIsWrong) {
  const test::TemporaryFolder folder;
  folder.write("recording.json", GetParam().text);
  const auto read = read_manifest(folder.path());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, rates::Errc::bad_document);
  EXPECT_THAT(read.error().detail, HasSubstr("recording.json: "));
  EXPECT_THAT(read.error().detail, HasSubstr(GetParam().detail));
}

const BrokenCase broken_cases[] = {
    {"CutOff", R"({"pairs": [)", "expected a JSON object"},
    {"NoPairs", R"({"feeds": []})", "pairs: expected a list"},
    {"PairAsText", R"({"pairs": ["KGS/USD"]})", "pairs: expected {"},
    {"NoSuchPair", R"({"pairs": [{"pair": "KGSUSD"}]})", "KGSUSD"},
    {"TooManyDigits", R"({"pairs": [{"pair": "KGS/USD", "decimals": 21}]})", "21"},
    {"JumpBelowZero", R"({"pairs": [{"pair": "KGS/USD", "max_jump_percent": "-1"}]})", "-1"},
    {"FeedWithoutPreset", R"({"pairs": [{"pair": "KGS/USD"}], "feeds": [{"name": "nbk"}]})",
     "feeds: expected {"},
    {"FeedOutsideOfTheFolder",
     R"({"pairs": [{"pair": "KGS/USD"}], "feeds": [{"name": "../../x", "preset": "nbk"}]})",
     R"(feeds: name: expected a name of at most 40 letters, digits, '.', '_' and '-', got "../../x")"},
    {"PresetInAnyFile",
     R"({"pairs": [{"pair": "KGS/USD"}], "feeds": [{"name": "x", "preset": "/any/file"}]})",
     R"(feeds: preset: expected the name of a preset, got "/any/file")"},
    {"PresetInAFileBeside",
     R"({"pairs": [{"pair": "KGS/USD"}], "feeds": [{"name": "x", "preset": "x.json"}]})",
     R"(got "x.json")"},
};
INSTANTIATE_TEST_SUITE_P(Table, BrokenManifest, testing::ValuesIn(broken_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RecordingManifest, SaysThatThereIsNone) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_manifest(folder.path()).error().code, rates::Errc::not_found);
}

}  // namespace
}  // namespace tickerd::app
