#include "app/public_state.hpp"

#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

using feeds::FeedHealth;
using Word = http::SourceState::Word;

const rates::Timestamp now{std::chrono::sys_days(std::chrono::year(2026) / 5 / 19)};

struct WordCase {
  std::string name;
  FeedHealth::State state;
  std::optional<bool> closed;
  bool late;
  Word word;
};

class PublicWord : public testing::TestWithParam<WordCase> {};

TEST_P(PublicWord, SaysTheWorstThatMatters) {
  const auto& row = GetParam();
  FeedHealth health;
  health.state = row.state;
  const auto state = public_state(
      {{.name = "nbk", .health = &health, .closed = row.closed, .late = row.late}}, now, 0);
  EXPECT_EQ(state.sources.at(0).word, row.word);
}

const WordCase word_cases[] = {
    {"NotYetAsked", FeedHealth::State::starting, std::nullopt, false, Word::starting},
    {"Answers", FeedHealth::State::ok, std::nullopt, false, Word::fresh},
    {"AnswersOnAWorkingDay", FeedHealth::State::ok, false, false, Word::fresh},
    {"AnswersOnAHoliday", FeedHealth::State::ok, true, false, Word::closed},
    {"OwesAValue", FeedHealth::State::ok, false, true, Word::late},
    {"OwesOneOfTheDayBeforeAHoliday", FeedHealth::State::ok, true, true, Word::late},
    {"Fails", FeedHealth::State::failing, false, false, Word::failing},
    {"FailsAndOwes", FeedHealth::State::failing, true, true, Word::failing},
};
INSTANTIATE_TEST_SUITE_P(Table, PublicWord, testing::ValuesIn(word_cases),
                         [](const auto& row) { return row.param.name; });

TEST(PublicState, TellsTimesAndClients) {
  FeedHealth health;
  health.state = FeedHealth::State::failing;
  health.last_success = now;
  health.next_attempt = now + std::chrono::minutes(15);
  health.last_error = rates::Error{rates::Errc::timeout, "nbk: http://10.0.0.1/?key=secret"};
  const auto state = public_state({{.name = "nbk", .health = &health}}, now, 12);
  const http::ServerState wanted{.started_at = now,
                                 .clients = 12,
                                 .sources = {{.name = "nbk",
                                              .word = Word::failing,
                                              .last_success = now,
                                              .next_poll = now + std::chrono::minutes(15)}}};
  EXPECT_EQ(state, wanted);
}

}  // namespace
}  // namespace tickerd::app
