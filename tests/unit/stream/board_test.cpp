#include "stream/board.hpp"

#include <gtest/gtest.h>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

using sample::batch;
using sample::pair;
using sample::rate;

std::vector<rates::SequencedRate> kept() {
  return {{rate("KGS/USD", "0.0114"), 3}, {rate("TJS/USD", "0.107"), 5}};
}

TEST(Board, HoldsWhatAStoreKept) {
  const Board board({"e", 7}, kept());
  EXPECT_EQ(board.position(), (rates::Position{"e", 7}));
  ASSERT_NE(board.find(pair("KGS/USD")), nullptr);
  EXPECT_EQ(board.find(pair("KGS/USD"))->seq, 3u);
  EXPECT_EQ(board.find(pair("KZT/USD")), nullptr);
}

TEST(Board, BatchReplacesItsPairsAndTheirSeq) {
  Board board({"e", 7}, kept());
  EXPECT_TRUE(board.apply(batch("e", 9, {rate("TJS/USD", "0.108"), rate("KZT/USD", "0.002")})));
  EXPECT_EQ(board.position().seq, 9u);
  EXPECT_EQ(board.find(pair("TJS/USD"))->rate->value, sample::number("0.108"));
  EXPECT_EQ(board.find(pair("TJS/USD"))->seq, 9u);
  EXPECT_EQ(board.find(pair("KZT/USD"))->seq, 9u);
  EXPECT_EQ(board.find(pair("KGS/USD"))->seq, 3u);
}

TEST(Board, BatchThatIsNotNewerChangesNothing) {
  Board board({"e", 7}, kept());
  for (const unsigned seq : {6u, 7u}) {
    EXPECT_FALSE(board.apply(batch("e", seq, {rate("TJS/USD", "9")})));
    EXPECT_EQ(board.position().seq, 7u);
    EXPECT_EQ(board.find(pair("TJS/USD"))->rate->value, sample::number("0.107"));
  }
}

TEST(Board, AnotherEpochCountsAllPairsAnew) {
  Board board({"e", 7}, kept());
  EXPECT_TRUE(board.apply(batch("f", 2, {rate("TJS/USD", "0.108")})));
  EXPECT_EQ(board.position(), (rates::Position{"f", 2}));
  EXPECT_EQ(board.find(pair("KGS/USD"))->seq, 2u);
  EXPECT_EQ(board.find(pair("KGS/USD"))->rate->value, sample::number("0.0114"));
}

TEST(Board, CopyIsASnapshot) {
  Board board({"e", 7}, kept());
  const Board copy = board;
  board.apply(batch("e", 8, {rate("TJS/USD", "0.2")}));
  EXPECT_EQ(copy.position().seq, 7u);
  EXPECT_EQ(copy.find(pair("TJS/USD"))->rate->value, sample::number("0.107"));
}

}  // namespace
}  // namespace tickerd::stream
