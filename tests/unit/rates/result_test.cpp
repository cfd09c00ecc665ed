#include "rates/result.hpp"

#include <gtest/gtest.h>

namespace tickerd::rates {
namespace {

TEST(InQuotes, EscapesWhatIsNotPrintable) {
  EXPECT_EQ(in_quotes("n/a"), R"("n/a")");
  EXPECT_EQ(in_quotes("a\"b\\c\n\xff"), R"("a\"b\\c\x0a\xff")");
  EXPECT_EQ(in_quotes(""), R"("")");
}

TEST(InQuotes, CutsLongText) {
  EXPECT_EQ(in_quotes(std::string(40, 'x')), "\"" + std::string(40, 'x') + "\"");
  EXPECT_EQ(in_quotes(std::string(41, 'x')), "\"" + std::string(40, 'x') + "...\"");
}

TEST(Fail, MakesTheFailedResult) {
  const Result<int> result = fail(Errc::bad_value, "rates.USD: expected a number");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), (Error{Errc::bad_value, "rates.USD: expected a number"}));
  EXPECT_EQ(to_string(result.error().code), "bad_value");
}

TEST(ErrcText, IsStable) {
  EXPECT_EQ(to_string(Errc::bad_document), "bad_document");
  EXPECT_EQ(to_string(Errc::http_status), "http_status");
  EXPECT_EQ(to_string(Errc::cancelled), "cancelled");
}

}  // namespace
}  // namespace tickerd::rates
