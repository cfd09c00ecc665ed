#include "http/connection_table.hpp"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

class Stream final : public Swept {
 public:
  explicit Stream(ConnectionTable& table, bool at_once = false)
      : place_(table, *this), at_once_(at_once) {}
  void sweep(Instant) override { ++sweeps; }
  void leave(std::chrono::milliseconds) override { ++leaves; }
  bool leaves_at_once() const override { return at_once_; }
  void cut() override { ++cuts; }

  int sweeps = 0;
  int leaves = 0;
  int cuts = 0;

 private:
  ConnectionTable::Place place_;
  bool at_once_;
};

class ConnectionTableTest : public testing::Test {
 protected:
  void open(std::size_t count) {
    while (count-- > 0) streams.push_back(std::make_unique<Stream>(table));
  }
  int sum(int Stream::* member) const {
    int total = 0;
    for (const auto& stream : streams) total += (*stream).*member;
    return total;
  }
  ConnectionTable table;
  std::vector<std::unique_ptr<Stream>> streams;
};

TEST_F(ConnectionTableTest, EachTurnLooksAfterAnEqualPart) {
  open(10 * ConnectionTable::turns);
  for (std::size_t turn = 1; turn <= ConnectionTable::turns; ++turn) {
    table.sweep({});
    EXPECT_EQ(sum(&Stream::sweeps), static_cast<int>(10 * turn));
  }
  for (const auto& stream : streams) EXPECT_EQ(stream->sweeps, 1);
}

TEST_F(ConnectionTableTest, ForgetsThoseWhoAreGone) {
  open(100);
  streams.erase(streams.begin() + 10, streams.begin() + 60);
  EXPECT_EQ(table.size(), 50u);
  for (std::size_t turn = 0; turn < ConnectionTable::turns; ++turn) table.sweep({});
  EXPECT_EQ(sum(&Stream::sweeps), 50);
}

TEST_F(ConnectionTableTest, AsksEachStreamOnceToLeave) {
  open(50);
  EXPECT_EQ(table.leave_next(0), 50u);
  EXPECT_EQ(table.leave_next(20), 30u);
  EXPECT_EQ(sum(&Stream::leaves), 20);
  open(3);  // came meanwhile
  EXPECT_EQ(table.leave_next(100), 0u);
  for (const auto& stream : streams) EXPECT_EQ(stream->leaves, 1);
  for (std::size_t turn = 0; turn < ConnectionTable::turns; ++turn) table.sweep({});
  EXPECT_EQ(sum(&Stream::sweeps), 53) << "those who leave are looked after";
}

TEST_F(ConnectionTableTest, OnlyThoseOfNoSpreadingLeaveAtOnce) {
  open(5);
  Stream idle(table, true);
  EXPECT_FALSE(table.leaving());
  table.leave_at_once();
  EXPECT_TRUE(table.leaving());
  EXPECT_EQ(idle.leaves, 1);
  EXPECT_EQ(sum(&Stream::leaves), 0);
  EXPECT_EQ(table.leave_next(100), 0u);
  EXPECT_EQ(idle.leaves, 1);
  EXPECT_EQ(sum(&Stream::leaves), 5);
}

TEST_F(ConnectionTableTest, CutsAll) {
  open(5);
  table.leave_next(2);
  table.cut();
  EXPECT_EQ(sum(&Stream::cuts), 5);
}

}  // namespace
}  // namespace tickerd::http
