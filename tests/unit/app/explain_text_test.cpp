#include "app/explain_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

std::string answer(const std::string& step) {
  return R"({"rate":{"pair":"KGS/USD","rate":"0.011435","change_pct":"0.13","status":"live",)"
         R"("source":"nbkr","as_of":"2026-05-24"},"steps":["first",")" +
         step +
         R"("],"path":[{"feed":"nbkr","next_poll":"2026-05-24T06:15:00.000Z"},)"
         R"({"feed":"peg","next_poll":null}],"others":["nbk","cbu"]})";
}

TEST(ExplainText, NumbersTheSteps) {
  EXPECT_EQ(explain_text(answer("second")).value(),
            "KGS/USD = 0.011435 (live, nbkr of 2026-05-24) 0.13 %\n"
            "  1. first\n"
            "  2. second\n"
            "nbkr is asked next at 2026-05-24T06:15:00.000Z\n"
            "could also come from nbk, cbu\n");
}

TEST(ExplainText, LetsNoSourceCommandTheTerminal) {
  const auto text = explain_text(answer(R"(row \u001b[2J says)")).value();
  EXPECT_TRUE(text.contains("row ?[2J says")) << text;
}

TEST(ExplainText, RefusesOtherAnswers) {
  for (const std::string_view other : {"", "[]", "{}", "null", R"({"rate":1})", "<html>"}) {
    EXPECT_FALSE(explain_text(other)) << other;
  }
}

}  // namespace
}  // namespace tickerd::app
