#include "rates/log_text.hpp"

#include <gtest/gtest.h>

namespace tickerd::rates {
namespace {

using Fields = std::vector<LogField>;

TEST(LogValue, StaysOneValueOfOneLine) {
  EXPECT_EQ(log_value("n/a"), R"("n/a")");
  EXPECT_EQ(log_value(""), R"("")");
  EXPECT_EQ(log_value("a \"b\"\\\nevent=forged\x7f\xff"), R"("a \"b\"\\\x0aevent=forged\x7f\xff")");
  EXPECT_EQ(log_value(std::string(500, 'x')).size(), 502U);
}

TEST(LogFields, AreWhatWasWritten) {
  for (const std::string text : {"", " ", "a=b", "\"", "\\", "\\x41", "\\\"", "a\nb", "\xd0\x9a"}) {
    const auto detail = "feed=nbk detail=" + log_value(text) + " failures=3";
    const Fields expected{{"feed", "nbk"}, {"detail", text}, {"failures", "3"}};
    EXPECT_EQ(log_fields(detail), expected) << text;
  }
}

TEST(LogFields, TakeWhatIsLessRegular) {
  EXPECT_EQ(log_fields(""), Fields{});
  EXPECT_EQ(log_fields("two words"), (Fields{{"text", "two words"}}));
  EXPECT_EQ(log_fields("a=1 word b=2 last"),
            (Fields{{"a", "1"}, {"b", "2"}, {"text", "word last"}}));
  EXPECT_EQ(log_fields("a="), (Fields{{"a", ""}}));
  EXPECT_EQ(log_fields("a=\"open"), (Fields{{"a", "open"}}));
  EXPECT_EQ(log_fields("a=\"open\\"), (Fields{{"a", "open\\"}}));
  EXPECT_EQ(log_fields("a=\"\\x4"), (Fields{{"a", "x4"}}));
  EXPECT_EQ(log_fields("url=http://a/?b=c"), (Fields{{"url", "http://a/?b=c"}}));
  EXPECT_EQ(log_fields("=b"), (Fields{{"text", "=b"}}));
}

}  // namespace
}  // namespace tickerd::rates
