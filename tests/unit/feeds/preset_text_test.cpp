#include "feeds/preset_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/presets.hpp"

namespace tickerd::feeds {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(std::string_view name) {
  const auto preset = find_preset(name);
  return preset ? preset_text(*preset, rates::Timestamp{}) : preset.error().detail;
}

TEST(PresetText, SaysOfAStreamHowItIsHeard) {
  const auto text = text_of("kraken");
  for (const char* line :
       {"url       wss://ws.kraken.com/v2\n",
        "streamed  pairs as {base}/{quote}, subscribed to by {\"method\":\"subscribe\"",
        "frames    quotes where /channel is ticker\n",
        "accepted  where /success is true, of the symbols at /result/symbol\n",
        "refused   where /success is false, of the symbols at /symbol; /error says why\n",
        "silence   dead after 15s without a frame; {\"method\":\"ping\"} is sent after half",
        "read      json, rows /data/*: 1 of pair /symbol = /last"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("asked"))) << "nobody polls it";
}

TEST(PresetText, SaysOfABankHowItIsAsked) {
  const auto text = text_of("nbk");
  EXPECT_THAT(text, HasSubstr("asked     every "));
  EXPECT_THAT(text, HasSubstr("refused   fewer than "));
  EXPECT_THAT(text, Not(HasSubstr("streamed")));
}

}  // namespace
}  // namespace tickerd::feeds
