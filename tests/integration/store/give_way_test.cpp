#include "store/give_way.hpp"

#include <thread>

#include <gtest/gtest.h>
#include <sched.h>

namespace tickerd::store {
namespace {

TEST(GiveWay, IsOfTheThreadThatCallsItAlone) {
  const int before = ::sched_getscheduler(0);
  int there = before;
  std::thread([&there] {
    give_way();
    there = ::sched_getscheduler(0);
  }).join();
  EXPECT_EQ(there, SCHED_IDLE);
  EXPECT_EQ(::sched_getscheduler(0), before);
}

}  // namespace
}  // namespace tickerd::store
