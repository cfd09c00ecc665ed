#include "net/with_timeout.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;

struct SpanCase {
  const char* name;
  std::chrono::milliseconds span;
  std::string expected;
};

class SpanInWords : public testing::TestWithParam<SpanCase> {};

TEST_P(SpanInWords, UsesTheLargestWholeUnit) {
  EXPECT_EQ(in_words(GetParam().span), GetParam().expected);
}

const SpanCase span_cases[] = {
    {"Nothing", 0ms, "0ms"},       {"Milliseconds", 250ms, "250ms"}, {"Seconds", 10s, "10s"},
    {"Uneven", 1500ms, "1500ms"},  {"Minutes", 15min, "15m"},        {"Hours", 6h, "6h"},
    {"UnevenMinutes", 90s, "90s"},
};
INSTANTIATE_TEST_SUITE_P(Table, SpanInWords, testing::ValuesIn(span_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::net
