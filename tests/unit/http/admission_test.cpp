#include "http/admission.hpp"

#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

using boost::asio::ip::make_address;
using std::chrono::milliseconds;
using std::chrono::seconds;

class AdmissionOf : public testing::Test {
 protected:
  auto enter(const char* address) { return admission.enter(make_address(address), limits, now); }

  Admission admission;
  Limits limits;
  std::chrono::steady_clock::time_point now{};
};

TEST_F(AdmissionOf, AnAddressEndsWhereItHasEnough) {
  limits.connections_per_ip = 2;
  auto first = enter("192.0.2.1");
  const auto second = enter("::ffff:192.0.2.1");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(enter("192.0.2.1").error(), Refusal::address);
  EXPECT_TRUE(enter("192.0.2.2")) << "another one";
  *first = AddressPlace();
  EXPECT_TRUE(enter("192.0.2.1")) << "one has ended";
}

TEST_F(AdmissionOf, AnIpv6NetworkIsOneClient) {
  limits.connections_per_ip = 1;
  const auto first = enter("2001:db8:0:1::1");
  ASSERT_TRUE(first);
  EXPECT_EQ(enter("2001:db8:0:1:ffff::2").error(), Refusal::address);
  EXPECT_TRUE(enter("2001:db8:0:2::1"));
}

TEST_F(AdmissionOf, APlaceThatMovesIsCountedOnce) {
  limits.connections_per_ip = 1;
  auto first = enter("192.0.2.1");
  ASSERT_TRUE(first);
  {
    AddressPlace moved(*std::move(first));
    EXPECT_FALSE(enter("192.0.2.1"));
  }
  auto again = enter("192.0.2.1");
  ASSERT_TRUE(again);
  AddressPlace kept;
  kept = *std::move(again);
  EXPECT_FALSE(enter("192.0.2.1"));
}

TEST_F(AdmissionOf, AllTogetherKeepThePace) {
  limits.accept_rate = 2;
  EXPECT_TRUE(enter("192.0.2.1"));
  EXPECT_TRUE(enter("192.0.2.2"));
  EXPECT_EQ(enter("192.0.2.3").error(), Refusal::pace);
  now += milliseconds(500);
  EXPECT_TRUE(enter("192.0.2.3"));
  EXPECT_FALSE(enter("192.0.2.3"));
  limits.accept_rate = 3;
  EXPECT_TRUE(enter("192.0.2.3")) << "another rate holds at once";
}

TEST_F(AdmissionOf, WhoHasEnoughTakesNothingFromOthers) {
  limits.connections_per_ip = 1;
  limits.accept_rate = 2;
  const auto first = enter("192.0.2.1");
  for (int time = 0; time < 10; ++time) EXPECT_EQ(enter("192.0.2.1").error(), Refusal::address);
  EXPECT_TRUE(enter("192.0.2.2"));
  EXPECT_EQ(enter("192.0.2.3").error(), Refusal::pace);
  now += seconds(1);
  EXPECT_TRUE(enter("192.0.2.3")) << "who came too fast was not counted";
}

TEST_F(AdmissionOf, TheExemptHaveNoLimit) {
  limits.connections_per_ip = limits.accept_rate = 1;
  limits.exempt = net::parse_ranges({"192.0.2.0/24"}).value();
  std::vector<AddressPlace> places;
  for (int time = 0; time < 10; ++time) {
    auto place = enter("192.0.2.1");
    ASSERT_TRUE(place);
    places.push_back(*std::move(place));
  }
  EXPECT_TRUE(enter("198.51.100.1")) << "nor do they use up what there is for others";
}

TEST_F(AdmissionOf, ThreadsShareTheCount) {
  limits.connections_per_ip = 5;
  const auto churn = [this] {
    for (int time = 0; time < 2000; ++time) {
      const auto place = admission.enter(make_address("192.0.2.1"), limits, now);
    }
  };
  {
    const std::jthread one(churn);
    const std::jthread two(churn);
  }
  std::vector<AddressPlace> places;
  for (int time = 0; time < 5; ++time) places.push_back(enter("192.0.2.1").value());
  EXPECT_FALSE(enter("192.0.2.1"));
}

TEST(RefusalAnswer, SaysWhenToComeBack) {
  for (const auto& [refusal, status] :
       {std::pair{Refusal::full, 503}, {Refusal::address, 429}, {Refusal::pace, 503}}) {
    const auto answer = refusal_answer(refusal);
    EXPECT_EQ(answer.status, status);
    EXPECT_TRUE(answer.header("Retry-After"));
  }
}

}  // namespace
}  // namespace tickerd::http
