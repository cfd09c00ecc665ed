#include <algorithm>
#include <memory>
#include <random>

#include "stream/wire.hpp"
#include "unit/stream/hub_fixture.hpp"

namespace tickerd::stream {
namespace {

using sample::rate;
using test::ModelClient;

/// A client as it lives: it listens, is slow at times, changes its pairs, goes and comes back.
struct Life {
  ModelClient client;
  Subscription subscription;
};

/// Random subscribers against random batches. Each step ends with every client sound.
class HubModel : public testing::TestWithParam<unsigned> {
 protected:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random() % bound); }

  Options any_options() {
    Options options;
    options.transport = below(4) == 0 ? Transport::sse : Transport::websocket;
    options.all_pairs = below(4) == 0;
    options.entitlement.all = below(4) == 0;
    if (below(3) == 0) options.entitlement.pairs = {any_pair()};
    if (below(3) == 0) options.basis = any_basis();
    for (unsigned i = below(4); i-- > 0;) options.pairs.push_back(any_pair());
    return options;
  }
  rates::CurrencyPair any_pair() { return pairs[below(static_cast<unsigned>(pairs.size()))]; }

  rates::BasisKind any_basis() {
    return below(2) == 0 ? rates::BasisKind::previous_close : rates::BasisKind::week;
  }

  rates::Rate any_rate(const rates::CurrencyPair& pair) {
    auto made = rate(pair.text(), std::to_string(1 + below(1'000'000)));
    if (below(2) == 0) return made;
    made.other_bases.push_back(
        {.kind = any_basis(), .value = rates::Decimal(1 + below(1'000'000)), .as_of = made.as_of});
    rates::configure_basis(made, rates::BasisKind::previous_close);
    return made;
  }

  void publish() {
    if (below(200) == 0) {
      epoch = "e" + std::to_string(below(1000));
      seq = below(50);
    }
    seq += 1 + below(3);
    std::map<rates::CurrencyPair, rates::Rate> changed;
    for (unsigned i = 1 + below(4); i-- > 0;) {
      const auto pair = any_pair();
      changed.insert_or_assign(pair, any_rate(pair));
    }
    std::vector<rates::Rate> rates;
    for (const auto& [pair, value] : changed) rates.push_back(value);
    hub.take_in(sample::batch(epoch, seq, rates));
    // Most of the time others act before everyone had his turn.
    hub.deliver(below(40));
  }

  void come(Life& life, const Options& options, bool resumes) {
    const auto since = resumes ? std::optional(life.client.position()) : std::nullopt;
    life.client.reconnect();
    if (!resumes) life.client.rates.clear();
    life.subscription = hub.subscribe(life.client, options, since);
  }

  void change_pairs(Life& life) {
    Options options = any_options();
    options.transport = life.subscription.options().transport;
    if (below(4) > 0) options.basis = life.subscription.options().basis;
    hub.resubscribe(life.subscription, options, std::nullopt);
    // What a client does that stops listening to a pair.
    const auto kept = [&](const std::string& text) {
      const auto& asked = life.subscription.options();
      if (asked.all_pairs) return true;
      return std::ranges::count(asked.pairs, sample::pair(text)) > 0;
    };
    std::erase_if(life.client.rates, [&](const auto& held) { return !kept(held.first); });
  }

  void live(std::unique_ptr<Life>& life) {
    switch (below(12)) {
      case 0:
        life = std::make_unique<Life>();
        return come(*life, any_options(), false);
      case 1: {
        if (life->client.busy || life->client.messages == 0) return;
        const Options options = life->subscription.options();
        life->subscription = Subscription();
        for (unsigned i = below(3); i-- > 0;) publish();
        return come(*life, options, true);
      }
      case 2:
        return change_pairs(*life);
      case 3:
      case 4:
        life->client.busy = true;
        return;
      default:
        life->client.busy = false;
        return life->subscription.drained();
    }
  }

  /// A client that is not behind holds what the board holds of its pairs.
  void expect_sound(const Life& life) {
    ASSERT_TRUE(life.client.faults.empty()) << life.client.faults.front();
    if (life.client.busy) return;
    std::map<std::string, std::string> expected;
    const auto& options = life.subscription.options();
    for (const auto* entry : hub.rates(options)) {
      expected[entry->rate->pair.text()] =
          wire::rate_json(*entry->rate, entry->seq, Numbers::text, options.basis);
    }
    for (const auto& [pair, text] : expected) {
      ASSERT_TRUE(life.client.rates.contains(pair)) << pair;
      ASSERT_EQ(test::sorted_json(life.client.rates.at(pair)), test::sorted_json(text));
    }
  }

  std::mt19937 random{GetParam()};
  rates::ManualClock clock{sample::noon};
  std::chrono::steady_clock::time_point now{};
  std::string epoch = "e";
  std::uint64_t seq = 0;
  std::vector<rates::CurrencyPair> pairs = sample::pairs(
      {"AA/USD", "BB/USD", "CC/USD", "DD/USD", "EE/USD", "FF/USD", "GG/USD", "HH/USD"});
  Hub hub{Board({"e", 0}, {}), std::chrono::seconds(15), clock};
};

TEST_P(HubModel, EveryClientIsWithoutGapAndEqualToTheBoard) {
  hub.set_configured(sample::pairs({"CC/USD", "AA/USD", "HH/USD"}), sample::pairs({"HH/USD"}));
  std::vector<std::unique_ptr<Life>> lives;
  for (int i = 0; i < 12; ++i) {
    lives.push_back(std::make_unique<Life>());
    come(*lives.back(), any_options(), false);
  }
  for (int step = 0; step < 1000; ++step) {
    if (below(500) == 0) {
      hub.set_configured(std::vector{any_pair(), any_pair(), any_pair()}, std::vector{any_pair()});
    }
    publish();
    live(lives[below(static_cast<unsigned>(lives.size()))]);
    now += std::chrono::seconds(below(10));
    for (auto& life : lives) life->subscription.beat(now);
    if (step % 20 != 0) continue;
    while (hub.deliver(5)) continue;
    for (auto& life : lives) {
      if (!life->client.busy) life->subscription.drained();
      ASSERT_NO_FATAL_FAILURE(expect_sound(*life)) << "step " << step;
    }
  }
  EXPECT_GT(hub.counters().merged, 50u);
  EXPECT_GT(hub.counters().heartbeats, 5u);
  lives.clear();
  EXPECT_EQ(hub.groups(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, HubModel, testing::Range(1u, 9u));

}  // namespace
}  // namespace tickerd::stream
