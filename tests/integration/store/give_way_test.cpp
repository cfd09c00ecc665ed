#include "store/give_way.hpp"

#include <sys/resource.h>
#include <thread>

#include <gtest/gtest.h>

namespace tickerd::store {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, 0); }

TEST(GiveWay, IsOfTheThreadThatCallsItAlone) {
  const int before = niceness();
  int there = before;
  std::thread([&there] {
    give_way();
    there = niceness();
  }).join();
  EXPECT_EQ(there, 19);
  EXPECT_EQ(niceness(), before);
}

}  // namespace
}  // namespace tickerd::store
