#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "unit/stream/listener.hpp"
#include "unit/stream/sample.hpp"

namespace tickerd::stream::test {

using Lines = std::vector<std::string>;

/// A hub that stands at e:4 with three configured pairs, of which two have a rate, and one pair
/// that somebody asked for.
class HubTest : public testing::Test {
 protected:
  HubTest() { hub.set_configured(sample::pairs({"UZS/USD", "KGS/USD", "TMT/USD"})); }

  void publish(std::uint64_t seq, std::vector<rates::Rate> rates) {
    hub.take_in(sample::batch(epoch, seq, std::move(rates)));
    deliver_all();
  }
  void deliver_all() {
    while (hub.deliver(1)) continue;
  }
  Subscription subscribe(Subscriber& subscriber, Options options,
                         const std::optional<rates::Position>& since = std::nullopt) {
    return hub.subscribe(subscriber, std::move(options), since);
  }

  std::string epoch = "e";
  rates::ManualClock clock{sample::noon};
  Hub hub{Board({"e", 4}, std::vector<rates::SequencedRate>{{sample::rate("KGS/USD", "0.011"), 2},
                                                            {sample::rate("UZS/USD", "0.00008"), 3},
                                                            {sample::rate("KZT/KGS", "0.18"), 4}}),
          std::chrono::seconds(15), clock};
};

}  // namespace tickerd::stream::test
